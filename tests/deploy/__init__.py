"""What operators copy."""
