"""The configuration: what is read, what is refused, what never shows."""
