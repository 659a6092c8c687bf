"""Projects with their members, folders and files."""
