"""The OpenAPI 3 document that clients read first; it is made at the first request for it."""
