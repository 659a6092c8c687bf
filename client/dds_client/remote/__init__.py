"""Projects and what lies in them, by names and paths."""
