"""What is remembered, on SQLite and PostgreSQL alike."""
