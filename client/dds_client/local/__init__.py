"""The machine itself: folders and files, digests, what is remembered of uploads."""
