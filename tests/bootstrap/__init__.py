"""How the service is put together."""
