"""The nouns, rules and contracts: standard library only, no I/O. Everyone may import core."""
