"""The common base of all tables.

The models are bound to no database: every query is run by a `Database` (db/database.py). So several
databases can live in one process, and a query without a database fails at once. Migrations make the
schema itself, with its keys and checks.
"""

from __future__ import annotations

from peewee import Model


class Table(Model):
    """Base of all tables."""

    class Meta:
        legacy_table_names = False
