"""What all tables have in common.

The models are bound to no database: every query is run by a `Database` (db/database.py), so that
several can live in one process and a query that was not given one fails at once. The schema itself,
keys and checks, is made by migrations.
"""

from __future__ import annotations

from peewee import Model


class Table(Model):
    """Base of all tables."""

    class Meta:
        legacy_table_names = False
