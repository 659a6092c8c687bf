"""Chunks that clients place at byte offsets, commits of those, and artifacts."""
