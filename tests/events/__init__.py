"""What is recorded of what happened."""
