"""A database of PostgreSQL that one test after another finds as it was at the start.

To create a database and to drop it costs a hundred times what it costs to empty one. What is put
back is rows and sequences: a test that changes the schema needs a database of its own.
"""

from __future__ import annotations

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor

#: Where the rows of the start are kept.
_KEPT = "kept_for_tests"

_TABLES = """SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"""
_SEQUENCES = """SELECT format('%I.%I', schemaname, sequencename), start_value, last_value
    FROM pg_sequences"""
#: Waits until they are gone, so that none of them writes a row later; milliseconds.
_CUT_OTHERS = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""


class ReusedDatabase:
    """A database whose rows can be put back; whoever opens it closes it."""

    def __init__(self, url: str) -> None:
        """Remember the rows that are there now."""
        self.url = url
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True
        with self._connection.cursor() as now:
            self._put_back = _keep(now)

    def restore(self) -> None:
        """Cut all connections to it, and let it be as it was when this began."""
        with self._connection.cursor() as now:
            now.execute(_CUT_OTHERS)
            now.execute(self._put_back)

    def close(self) -> None:
        """Let go of it; may be repeated."""
        self._connection.close()


def _keep(now: cursor) -> sql.Composed:
    """Copy what is there beside, and give the block that puts it back."""
    now.execute(_TABLES)
    tables = [sql.Identifier(schema, name) for schema, name in now.fetchall()]
    now.execute(_SEQUENCES)
    sequences = [_reset(*found) for found in now.fetchall()]
    now.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(_KEPT)))
    filled = [table for table in tables if _has_rows(now, table)]
    steps = [_empty(table) for table in tables]
    for number, table in enumerate(filled):
        kept = sql.Identifier(_KEPT, str(number))
        now.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(kept, table))
        steps.append(sql.SQL("INSERT INTO {} TABLE {};").format(table, kept))
    # A replica checks no keys: the order of the tables does not matter.
    alone = sql.SQL("SET LOCAL session_replication_role = replica;")
    block = sql.SQL("\n").join([alone, *steps, *sequences])
    return sql.SQL("DO $all$ BEGIN {} END $all$").format(block)


def _has_rows(now: cursor, table: sql.Identifier) -> bool:
    now.execute(sql.SQL("SELECT EXISTS (TABLE {})").format(table))
    return now.fetchone() == (True,)


def _empty(table: sql.Identifier) -> sql.Composed:
    statement = "IF EXISTS (TABLE {0}) THEN DELETE FROM {0}; END IF;"
    return sql.SQL(statement).format(table)


def _reset(name: str, start: int, last: int | None) -> sql.Composed:
    """`last` is None where no number was taken yet."""
    values = (sql.Literal(name), sql.Literal(last or start), sql.Literal(last is not None))
    return sql.SQL("PERFORM setval({}, {}, {});").format(*values)
