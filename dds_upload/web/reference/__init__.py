"""A page for people with all calls of a protocol, made of its OpenAPI document."""
