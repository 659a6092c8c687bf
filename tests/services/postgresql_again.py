"""A database of PostgreSQL that one test after another finds as it was at the start.

To create a database and to drop it costs ten times what it costs to put its rows back.
"""

from __future__ import annotations

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import cursor

from tests.services.postgresql import PostgresServer

#: Where the rows of the start are kept.
_KEPT = "kept_for_tests"

_TABLES = """SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2"""
_SEQUENCES = """SELECT format('%I.%I', schemaname, sequencename), start_value, last_value
    FROM pg_sequences"""
#: Waits until they are gone, so that none of them writes a row later; milliseconds.
_CUT_OTHERS = """SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()"""
#: Everything that statements about the schema change; the system's own has lower numbers.
_SCHEMA = """SELECT md5(string_agg(part, ';' ORDER BY part)) FROM (
    SELECT concat_ws(' ', 'column', attrelid, attname, atttypid, attnotnull, atthasdef)
        FROM pg_attribute WHERE attrelid >= 16384
    UNION ALL SELECT concat_ws(' ', 'relation', oid, relname, relkind)
        FROM pg_class WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'constraint', oid, conname)
        FROM pg_constraint WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'trigger', oid, tgenabled) FROM pg_trigger WHERE oid >= 16384
    UNION ALL SELECT concat_ws(' ', 'function', oid) FROM pg_proc WHERE oid >= 16384
) AS parts (part)"""


class ReusedDatabase:
    """A copy of another database that is as good as new whenever it is asked for."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        """`template` is the URL of a database of that server; nobody may be connected to it."""
        self._server = server
        self._template = template
        self._copy()

    def as_new(self) -> str:
        """Cut all connections to it, put everything back, and give its URL."""
        try:
            is_as_new = self._restore()
        except (psycopg2.OperationalError, psycopg2.InterfaceError):  # the server was restarted
            self._connect()
            is_as_new = self._restore()
        if not is_as_new:
            self.close()
            self._copy()
        return self._url

    def close(self) -> None:
        """Drop it; may be repeated."""
        self._connection.close()
        self._server.drop_database(self._url)

    def _copy(self) -> None:
        self._url = self._server.create_database(template=self._template)
        self._connect()
        with self._connection.cursor() as now:
            self._put_back = _keep(now)
            self._schema = _schema(now)

    def _connect(self) -> None:
        self._connection = psycopg2.connect(self._url)
        self._connection.autocommit = True

    def _restore(self) -> bool:
        """Put the rows back; False if the schema is another, which only a new copy mends."""
        with self._connection.cursor() as now:
            now.execute(_CUT_OTHERS)
            if _schema(now) != self._schema:
                return False
            now.execute(self._put_back)
            return True


def _schema(now: cursor) -> object:
    now.execute(_SCHEMA)
    return now.fetchone()


def _keep(now: cursor) -> sql.Composed:
    """Copy the rows there are to a schema of their own; gives the block that puts them back."""
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
