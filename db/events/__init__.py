"""Events, recorded in the transactions that make the changes."""
