"""The rules alone: no database, no storage, no HTTP."""
