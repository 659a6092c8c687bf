"""The nouns and the rules: standard library only, no I/O, known by everyone and knowing nobody."""
