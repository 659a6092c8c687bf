"""What an operator types: each module adds its commands to the parser and prints the answers."""
