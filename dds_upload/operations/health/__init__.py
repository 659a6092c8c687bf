"""Checks of whether an installation can serve."""
