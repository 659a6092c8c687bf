"""The Pulp protocol, as its clients are told about it and as they speak it."""
