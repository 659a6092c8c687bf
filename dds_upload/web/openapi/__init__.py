"""OpenAPI documents: their parts, and how they are served. It knows no protocol."""
