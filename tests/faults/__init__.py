"""A Swift of three nodes that is not at its best: long runs, which only `make faults` does."""
