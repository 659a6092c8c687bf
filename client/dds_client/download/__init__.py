"""Fetches files: places, parallel GETs, ranges, digests."""
