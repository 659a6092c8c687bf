"""What databases do: restarted, connections cut, locked by somebody else."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial

import psycopg2

from tests.faults.fault import Fault
from tests.faults.ground import Ground, Plan
from tests.faults.senders import Sender

_CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def restart(ground: Ground, sender: Sender, seconds: float = 1.0) -> None:
    """PostgreSQL ends and is away for a moment."""
    sender.goes_on()
    ground.servers.postgres.stop()
    time.sleep(seconds)
    ground.servers.postgres.start()


def cut(ground: Ground, sender: Sender) -> None:
    """Every connection of the service ends, in whatever transaction, ten times in a second."""
    sender.goes_on()
    url = ground.host.settings["DATABASE_URL"]
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        for _ in range(10):
            cursor.execute(_CUT)
            connection.commit()
            time.sleep(0.1)


def lock(ground: Ground, sender: Sender, seconds: float) -> None:
    """Somebody else writes into the SQLite file for so long."""
    sender.goes_on()
    path = ground.host.folder / "var" / "dds.db"
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.execute("ROLLBACK")


def of_the_database() -> Iterator[Fault]:
    """On PostgreSQL, and on SQLite."""
    yield Fault("PostgreSQL restarted", restart, Plan(on_swift=True))
    yield Fault("PostgreSQL: connections cut", cut, Plan(on_swift=True))
    yield Fault("SQLite locked for 3 s", partial(lock, seconds=3))
    # A writer gives up after 30 s.
    yield Fault("SQLite locked for 40 s", partial(lock, seconds=40), tries=3)
