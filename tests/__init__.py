"""The tests of the upload service."""
