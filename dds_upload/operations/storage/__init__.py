"""Providers and their limits are read, containers made, stored files read through."""
