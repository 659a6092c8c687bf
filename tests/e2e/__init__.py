"""The service as an operator runs it and as its users meet it: real processes, real clients."""
