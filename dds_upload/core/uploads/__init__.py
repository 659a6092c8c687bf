"""Uploads, the chunks they are granted, and the states they go through."""
