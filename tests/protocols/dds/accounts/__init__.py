"""Accounts and status over HTTP, without the rest of the DDS API."""
