"""Chunks that are stored once, however many organisations own them."""
