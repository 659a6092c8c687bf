"""One database: connections, transactions and the running of queries. Knows no table.

A thread has a connection for as long as one query takes, or one transaction; then it goes back to
the pool. So nobody holds one while bytes move, a client is waited for or a thread sleeps.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import peewee
from playhouse.pool import MaxConnectionsExceeded, PooledSqliteDatabase

from db.postgresql import open_postgresql
from db.statements import Statement
from db.writer_turn import WAIT_SECONDS, WriterTurn
from dds_upload.core.errors import RecordsUnavailable
from dds_upload.core.transactions import Transactions

#: Seconds: for how long a thread waits for a connection, and how old an idle one may become.
_POOL = {"max_connections": 64, "timeout": 30, "stale_timeout": 600}
_LOST = (peewee.OperationalError, peewee.InterfaceError, peewee.InternalError)


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement gave: the rows it read, and how many it touched."""

    rows: Sequence[Any]
    rowcount: int

    def fetchone(self) -> Any:
        """The first row, or None."""
        return self.rows[0] if self.rows else None

    def fetchall(self) -> Sequence[Any]:
        """All rows."""
        return self.rows


class Database(Transactions):
    """A database by its URL: `sqlite:///path` or `postgresql://...`; connects on first use."""

    def __init__(self, url: str, *, prepare: bool = True) -> None:
        """Without `prepare` PostgreSQL plans each statement anew, as some poolers need it."""
        self.is_sqlite = url.startswith("sqlite:")
        self._prepares = prepare and not self.is_sqlite
        self.handle: Any = _sqlite(url) if self.is_sqlite else open_postgresql(url, **_POOL)
        self._pid = os.getpid()
        self._writer = WriterTurn()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end, roll back on any exception; a nested one is a savepoint.

        On SQLite it begins as the writer at once, so that it can never fail to become it later.
        """
        turn = self._writer.held() if self.is_sqlite else nullcontext()
        with turn, self.connected(), self.handle.atomic():
            yield

    @contextmanager
    def joined(self) -> Iterator[None]:
        """The transaction that is under way, or one of its own: several writes, and no savepoint.

        An exception has to leave the outer transaction, too: what came before it is not undone.
        """
        if self.handle.in_transaction():
            yield
        else:
            with self.transaction():
                yield

    def run(self, query: Any) -> int:
        """Run a peewee write; gives the number of rows it touched."""
        with self.connected():
            result = query.bind(self.handle).execute()
            return result if isinstance(result, int) else 0

    def run_later(self, query: Any) -> None:
        """Run a peewee write whose outcome nobody looks at, by the end of the transaction.

        On PostgreSQL it is sent with the next statement: a round trip less. So what may fail is
        not run that way, since that would be said of the wrong statement.
        """
        if self.is_sqlite or not self.handle.in_transaction():
            self.run(query)
        else:
            self.handle.send_later(*self.handle.get_sql_context().sql(query).query())

    def rows(self, query: Any) -> list[Any]:
        """All rows of a peewee query."""
        with self.connected():
            return list(query.bind(self.handle))

    def first(self, query: Any) -> Any:
        """The first row of a peewee query, or None."""
        rows = self.rows(query.limit(1))
        return rows[0] if rows else None

    def count(self, query: Any) -> int:
        """How many rows a peewee query has; never used where chunks are granted."""
        with self.connected():
            return int(query.bind(self.handle).count())

    def sql(self, statement: str | Statement, parameters: Sequence[object] = ()) -> Result:
        """Run SQL written by hand, `?` for parameters."""
        with self.connected():
            cursor = self.handle.execute_sql(*self._spelled(statement, parameters))
            return Result(cursor.fetchall() if cursor.description else (), cursor.rowcount)

    def _spelled(
        self, statement: str | Statement, parameters: Sequence[object]
    ) -> tuple[str, Sequence[object]]:
        """As the connection of this thread takes it."""
        if isinstance(statement, str):
            return statement if self.is_sqlite else statement.replace("?", "%s"), parameters
        if self._prepares:
            return self._prepared(statement), parameters
        if self.is_sqlite:
            return statement.text, parameters
        return statement.unprepared, statement.in_places(parameters)

    def _prepared(self, statement: Statement) -> str:
        known: set[str] = self.handle.connection().statements
        if statement.name not in known:
            self.handle.execute_sql(statement.prepare)
            known.add(statement.name)
        return statement.execute

    def check(self) -> None:
        """Ask it something; raises RecordsUnavailable when it does not answer."""
        self.sql("SELECT 1")

    def connections_in_use(self) -> int:
        """How many connections threads hold right now."""
        return len(self.handle._in_use)

    def close(self) -> None:
        """Close every connection."""
        self.handle.close_all()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """What is done inside with `handle` has a connection, which is free again at the end.

        Inside of a transaction it stays the transaction's. Errors of the library are translated.
        """
        try:
            yield
        except _LOST as error:
            if not self.handle.in_transaction():
                self._drop_connections()
            raise RecordsUnavailable("the database did not answer") from error
        except MaxConnectionsExceeded as error:
            raise RecordsUnavailable("no database connection became free") from error
        finally:
            if not self.handle.in_transaction():
                self.handle.close()

    def _drop_connections(self) -> None:
        """A lost server took all pooled connections with it; let none of them fail once more."""
        if not self.is_sqlite:
            self.handle.manual_close()
            self.handle.close_idle()


def _sqlite(url: str) -> PooledSqliteDatabase:
    path = url.removeprefix("sqlite:///")
    # FULL: what was answered 202 must survive a power cut; the default of WAL mode may lose it.
    pragmas = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1}
    database = PooledSqliteDatabase(
        path, pragmas=pragmas, check_same_thread=False, lock_type="IMMEDIATE", **_POOL
    )
    # The pool keeps the argument of this name for itself, and SQLite would wait for its own 5 s.
    database.timeout = WAIT_SECONDS
    return database
