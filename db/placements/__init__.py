"""Chunks that clients place at byte offsets, commits of their uploads, and artifacts."""
