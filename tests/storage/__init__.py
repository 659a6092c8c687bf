"""Providers: their limits, their records, and what clients see of them."""
