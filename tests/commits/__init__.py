"""Uploads by offset as operations: placed at once, committed, withdrawn, on good days and bad."""
