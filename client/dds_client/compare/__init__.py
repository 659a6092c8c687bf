"""Compares local files with remote ones."""
