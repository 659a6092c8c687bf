"""Connections to PostgreSQL that spare round trips: what need not be sent at once is sent along.

A transaction begins with its first statement, and ends with the writes of which nobody looks at
the outcome. Each would be a round trip for itself, and the longest part of many.
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
    """Knows which statements its server has planned for it, and what is to be sent to it."""

    def __init__(self, dsn: str, **kwargs: Any) -> None:
        super().__init__(dsn, **kwargs)
        self.statements: set[str] = set()
        self.unsent: list[tuple[str, Sequence[object]]] = []


class Postgresql(PooledPostgresqlDatabase):
    """A pool of them; peewee begins, ends and asks through it."""

    def send_later(self, sql: str, params: Sequence[object] = ()) -> None:
        """Send it together with what comes next, at the latest with the end of the transaction."""
        self.connection().unsent.append((sql, params))

    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        """Gives what the statement itself gives; an error may be that of one before it."""
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
        """With the first statement."""
        self.send_later(_BEGIN)

    def commit(self) -> None:
        """With the last writes; where nothing was sent, there is nothing to end."""
        if self.is_closed():  # another connection knows nothing of this transaction
            super().commit()
        if [sql for sql, _ in self.connection().unsent] == [_BEGIN]:
            self.connection().unsent.clear()
        else:
            Postgresql.execute_sql(self, "COMMIT")

    def rollback(self) -> None:
        """What was not sent never is."""
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
    """Nobody asked an idle connection anything: what can be read there is its end."""
    waiting = select.poll()
    waiting.register(conn.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def open_postgresql(url: str, **pool: int) -> Postgresql:
    """By its URL; connects on first use."""
    dsn = "postgresql://" + url.split("://", 1)[1]
    options = dict(_OPTIONS)
    if "application_name" in urlsplit(url).query:
        del options["application_name"]
    return Postgresql(dsn, connection_factory=Connection, **pool, **options)
