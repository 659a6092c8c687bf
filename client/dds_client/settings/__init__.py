"""The address of the service, its caller, and how files are transferred."""
