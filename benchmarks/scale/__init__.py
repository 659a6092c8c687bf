"""What growth does to the service: large containers, large tables, several hosts, simulated."""
