"""What happened, remembered with the change itself, for all who want to read it later."""
