"""Files by content, end to end and piece by piece."""
