"""Sends files: walk, cut, digest, grants a little ahead, parallel PUTs, complete."""
