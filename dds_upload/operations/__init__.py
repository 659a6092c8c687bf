"""The use cases: one a file, or several small ones on one noun.

Operations import core and its contracts only, and no HTTP.
"""
