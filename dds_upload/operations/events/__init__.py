"""Events: reading them, counting refusals, and forgetting old ones."""
