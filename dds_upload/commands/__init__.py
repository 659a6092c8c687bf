"""The command line: each module adds its commands to the parser and prints the answers."""
