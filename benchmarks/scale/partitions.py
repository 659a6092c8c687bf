"""The schema in partitions by upload, made of an empty database: for simulation only."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import psycopg2

#: So many of each table.
PARTITIONS = 16

#: The tables, with the column by whose hash they are split.
_TABLES = {"chunks": "upload_id", "uploads": "id"}

_KEYS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND conparentid = 0
    AND (conrelid = %(table)s::regclass OR confrelid = %(table)s::regclass)
"""


def partition(url: str) -> None:
    """Split the tables; their rows are lost."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        for table, column in _TABLES.items():
            _split(cursor, table, column)


def _split(cursor: Any, table: str, column: str) -> None:
    """Foreign keys from and to a table are made anew; indexes and checks come with its form."""
    cursor.execute(_KEYS, {"table": table})
    keys = cursor.fetchall()
    for owner, name, _ in keys:
        cursor.execute(f"ALTER TABLE {owner} DROP CONSTRAINT {name}")
    cursor.execute(f"SELECT reloptions FROM pg_class WHERE oid = '{table}'::regclass")
    options = ", ".join(cursor.fetchall()[0][0] or ())
    cursor.execute(f"ALTER TABLE {table} RENAME TO former_{table}")
    form = f"(LIKE former_{table} INCLUDING ALL) PARTITION BY HASH ({column})"
    cursor.execute(f"CREATE TABLE {table} {form}")
    for rest in range(PARTITIONS):
        values = f"FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {rest})"
        settings = f"WITH ({options})" if options else ""
        cursor.execute(f"CREATE TABLE {table}_{rest} PARTITION OF {table} {values} {settings}")
    cursor.execute(f"DROP TABLE former_{table}")
    for owner, name, definition in keys:
        cursor.execute(f"ALTER TABLE {owner} ADD CONSTRAINT {name} {definition}")
