"""Measures the service beside floors: what machine and frameworks do at best, in the same run."""
