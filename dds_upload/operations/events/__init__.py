"""Events: counting refusals, and forgetting what is old."""
