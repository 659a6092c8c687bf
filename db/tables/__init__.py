"""The tables as queries see them, a file a room; migrations make the schema itself."""
