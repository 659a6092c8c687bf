"""Storage in this process's memory, for tests: the same contracts, with switches for faults."""
