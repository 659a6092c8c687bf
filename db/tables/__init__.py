"""The tables as queries see them, a file a room; the schema itself is made by migrations."""
