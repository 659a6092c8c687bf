"""Whether an installation can serve: what is looked at, and what tells that a process lives."""
