"""The wire protocols: each parses, calls an operation, renders. None imports another."""
