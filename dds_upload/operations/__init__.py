"""The verbs, one use-case a file. They know core and its contracts, and no HTTP."""
