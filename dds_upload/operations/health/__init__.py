"""What is looked at to say whether an installation can serve."""
