"""Chunks by content: stored once, shared by those who sent them, removed when nobody needs them."""
