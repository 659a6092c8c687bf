"""A page of all calls of a protocol, for people, made of its OpenAPI document."""
