"""The machine itself: folders and files, digests, and the memory of uploads."""
