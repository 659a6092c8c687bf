"""The benchmark: its arithmetic, and that its parts work; never how fast anything is."""
