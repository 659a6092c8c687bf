"""The composition root: the only room that names concrete parts, and puts them together.

Importing it reads, opens and connects nothing.
"""
