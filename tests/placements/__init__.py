"""Uploads by offset, their commits and artifacts."""
