"""The composition root: the only room that names concrete parts, and puts them together.

Nothing is read, opened or connected when it is imported.
"""
