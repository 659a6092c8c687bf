"""The OpenAPI document of Sentry's API: a file for each file of resources, under the same name."""
