"""The verbs: one use case a file, or several small ones on one noun.

They know core and its contracts, and no HTTP.
"""
