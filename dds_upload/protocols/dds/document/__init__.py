"""The OpenAPI document of the DDS API: a file for each file of resources, under the same name."""
