"""The last reports of an installation's processes, and counts of its records."""
