"""Files that clients ask for by their content."""
