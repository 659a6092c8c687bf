"""Providers as they were configured, and the containers that projects have there."""
