"""OpenAPI documents: the words they are made of, and how they are served. Knows no protocol."""
