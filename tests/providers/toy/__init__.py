"""A kind of storage for tests: what CONTRIBUTING.md asks of a new one, and no more."""
