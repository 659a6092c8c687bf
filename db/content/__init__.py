"""Files that clients request by their content."""
