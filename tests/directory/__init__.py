"""Projects, members, folders, files and their versions."""
