"""Whether an installation can serve, and how it tells."""
