"""The command line `dds`: thin over the Python API."""
