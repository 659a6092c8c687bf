"""Projects and their entries, by names and paths."""
