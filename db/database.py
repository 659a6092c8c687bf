"""One database: its connections and transactions, and running queries. It knows no table.

A thread has a connection for one query, or for one transaction; then the connection goes back to
the pool. So no connection is held while bytes move, while a client is waited for, or while a thread
sleeps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

import peewee
from playhouse.pool import MaxConnectionsExceeded, PooledSqliteDatabase

from db.composed import Filled
from db.postgresql import open_postgresql
from db.statements import Statement
from db.writer_turn import WAIT_SECONDS, WriterTurn
from dds_upload.core.errors import RecordsUnavailable
from dds_upload.core.transactions import Transactions

#: Seconds that a thread waits for a connection, and for which a connection is used at most.
_POOL = {"max_connections": 64, "timeout": 30, "stale_timeout": 600}

#: PostgreSQL itself plans anew each time where it takes that for cheaper, which it is not.
_PLAN_ONCE = "SET plan_cache_mode = force_generic_plan"
_LOST = (peewee.OperationalError, peewee.InterfaceError, peewee.InternalError)


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a statement: the rows that it read, and the number of rows that it changed."""

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
        """Without `prepare` PostgreSQL plans each statement anew, which some poolers need."""
        self.is_sqlite = url.startswith("sqlite:")
        self._prepares = prepare and not self.is_sqlite
        self.handle: Any = _sqlite(url) if self.is_sqlite else open_postgresql(url, **_POOL)
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
        """Join the open transaction, or begin one: several writes, and no savepoint.

        An exception has to leave the outer transaction, too: earlier writes are not undone alone.
        """
        if self.handle.in_transaction():
            yield
        else:
            with self.transaction():
                yield

    def run(self, query: Any) -> int:
        """Run a peewee write; gives the number of rows that it changed."""
        if isinstance(query, Filled):
            return self.sql(*self._filled(query)).rowcount
        with self.connected():
            result = query.bind(self.handle).execute()
            return result if isinstance(result, int) else 0

    def run_later(self, query: Any) -> None:
        """Run a peewee write whose result nobody reads, before the end of the transaction.

        On PostgreSQL it is sent together with the next statement, which saves a round trip. So a
        write that may fail is not run in this way: its error would be reported for the wrong
        statement.
        """
        if self.is_sqlite or not self.handle.in_transaction():
            self.run(query)
        elif isinstance(query, Filled):
            self.handle.send_later(*self._spelled(*self._filled(query)))
        else:
            self.handle.send_later(*self.handle.get_sql_context().sql(query).query())

    def rows(self, query: Any) -> list[Any]:
        """All rows of a peewee query."""
        if isinstance(query, Filled):
            return query.composed.read(self.sql(*self._filled(query)).rows)
        with self.connected():
            return list(query.bind(self.handle))

    def plain_rows(self, query: Any) -> list[tuple[Any, ...]]:
        """The same, with values as the driver gives them: in a fifth of the time for each row."""
        with self.connected():
            rows: list[tuple[Any, ...]] = self.handle.execute(query).fetchall()
            return rows

    def locking(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """A select that locks its rows; the arguments are those of peewee's `for_update`.

        On SQLite a transaction that writes is the only one, so there is nothing to lock.
        """
        return query if self.is_sqlite else query.for_update(*args, **kwargs)

    def first(self, query: Any) -> Any:
        """The first row of a peewee query, or None."""
        rows = self.rows(query if isinstance(query, Filled) else query.limit(1))
        return rows[0] if rows else None

    def count(self, query: Any) -> int:
        """The number of rows of a peewee query; never used where chunks are granted."""
        with self.connected():
            return int(query.bind(self.handle).count())

    def sql(self, statement: str | Statement, parameters: Sequence[object] = ()) -> Result:
        """Run SQL written by hand, `?` for parameters."""
        with self.connected():
            cursor = self.handle.execute_sql(*self._spelled(statement, parameters))
            return Result(cursor.fetchall() if cursor.description else (), cursor.rowcount)

    def _filled(self, query: Filled) -> tuple[Statement, Sequence[object]]:
        context = self.handle.get_sql_context
        return query.composed.spelled(self.is_sqlite, context, query.values)

    def _spelled(
        self, statement: str | Statement, parameters: Sequence[object]
    ) -> tuple[str, Sequence[object]]:
        """The statement in the spelling of this thread's connection."""
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
            self.handle.execute_sql(f"{statement.prepare}; {_PLAN_ONCE}")
            known.add(statement.name)
        return statement.execute

    def patience(self) -> float:
        """For how many seconds a thread waits for other threads that use the database."""
        return self._writer.patience if self.is_sqlite else _POOL["timeout"]

    def check(self) -> None:
        """Run a trivial query; raises RecordsUnavailable if the database does not answer."""
        self.sql("SELECT 1")

    def connections_in_use(self) -> int:
        """The number of connections that threads hold at this moment."""
        return len(self.handle._in_use)

    def close(self) -> None:
        """Close every connection."""
        self.handle.close_all()

    @contextmanager
    def connected(self) -> Iterator[None]:
        """Inside this block `handle` has a connection, which is free again at the end.

        Inside of a transaction it is the transaction's. Errors of the library are translated.
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
        """Close all pooled connections.

        A server that was lost has ended all of them, and no further query shall fail for it.
        """
        if not self.is_sqlite:
            self.handle.manual_close()
            self.handle.close_idle()


def _sqlite(url: str) -> PooledSqliteDatabase:
    path = url.removeprefix("sqlite:///")
    # FULL: an answered write must survive a power cut; the default of WAL mode may lose it.
    pragmas = {"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1}
    database = PooledSqliteDatabase(
        path, pragmas=pragmas, check_same_thread=False, lock_type="IMMEDIATE", **_POOL
    )
    # The pool takes the argument of this name for itself, and SQLite would wait its own 5 s.
    database.timeout = WAIT_SECONDS
    return database
