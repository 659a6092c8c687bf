"""Chunks that are kept once for all who own them."""
