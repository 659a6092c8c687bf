"""Connections to PostgreSQL that save round trips: some statements are sent together with the next.

The statement that begins a transaction goes with its first one. Writes whose result nobody reads go
with the next one, or with the end. Each would be a round trip of its own, and in many transactions
round trips take most of the time.
"""

from __future__ import annotations

import select
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from playhouse.pool import PooledPostgresqlDatabase
from psycopg2.extensions import connection

_BEGIN = "BEGIN"
_OPTIONS = {"keepalives_idle": 30, "connect_timeout": 10, "application_name": "dds_upload"}


class Connection(connection):
    """Knows the statements that its server has planned, and those that still have to be sent."""

    def __init__(self, dsn: str, **kwargs: Any) -> None:
        super().__init__(dsn, **kwargs)
        self.statements: set[str] = set()
        self.unsent: list[tuple[str, Sequence[object]]] = []


class Postgresql(PooledPostgresqlDatabase):
    """A pool of connections, through which peewee runs everything."""

    def send_later(self, sql: str, params: Sequence[object] = ()) -> None:
        """Send the write together with the next statement, or with the end of the transaction."""
        self.connection().unsent.append((sql, params))

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        """The result of the statement itself; an error may belong to an earlier write."""
        unsent = self.connection().unsent
        if sql.startswith("ROLLBACK TO"):
            unsent.clear()
        if unsent:
            together = [*unsent, (sql, params or ())]
            unsent.clear()
            sql = "; ".join(each for each, _ in together)
            params = [value for _, values in together for value in values]
        return super().execute_sql(sql, params)

    def begin(self, isolation_level: None = None) -> None:
        """Send it with the first statement."""
        self.send_later(_BEGIN)

    def commit(self) -> None:
        """Send it with the last writes; if nothing was sent, there is nothing to end."""
        if self.is_closed():  # another connection knows nothing of this transaction
            super().commit()
        if [sql for sql, _ in self.connection().unsent] == [_BEGIN]:
            self.connection().unsent.clear()
        else:
            Postgresql.execute_sql(self, "COMMIT")

    def rollback(self) -> None:
        """Writes that were not sent are dropped."""
        if self.is_closed():
            super().rollback()
        unsent, begun = self.connection().unsent, True
        if unsent:
            begun = unsent[0][0] != _BEGIN
            unsent.clear()
        if begun:
            super().rollback()

    def _is_closed(self, conn: Connection) -> bool:
        """Seen at check-out, without a round trip: a server may have ended an idle connection."""
        return bool(conn.closed) or _has_something_to_say(conn)


def _has_something_to_say(conn: Connection) -> bool:
    """Whether an idle connection can be read: nothing was asked on it, so it has ended."""
    waiting = select.poll()
    waiting.register(conn.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def open_postgresql(url: str, **pool: int) -> Postgresql:
    """Open the database of a URL; connects on first use."""
    dsn = "postgresql://" + url.split("://", 1)[1]
    options = dict(_OPTIONS)
    if "application_name" in urlsplit(url).query:
        del options["application_name"]
    return Postgresql(dsn, connection_factory=Connection, **pool, **options)
