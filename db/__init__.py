"""The records of the service: peewee tables, queries and migrations. It imports core only."""
