"""When processes of an installation were last heard from."""
