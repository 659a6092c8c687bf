"""Tests of the server that gunicorn runs."""
