"""Events: recorded with the change itself, for anyone who wants to read them later."""
