"""The calls of the DDS API that the client makes, with typed answers."""
