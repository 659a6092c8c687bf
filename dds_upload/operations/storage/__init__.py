"""Reading providers and their limits, making containers, and reading stored files through."""
