"""The OpenAPI 3 document that clients read before anything else; made when it is asked for."""
