"""What the service remembers: peewee tables, queries and migrations. Knows core and nobody else."""
