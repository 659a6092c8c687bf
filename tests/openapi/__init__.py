"""The OpenAPI documents: sound, true to the routes, and kept to by what is answered."""
