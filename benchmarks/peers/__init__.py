"""What somebody would run instead of the service, or of a part of it: the programs themselves."""
