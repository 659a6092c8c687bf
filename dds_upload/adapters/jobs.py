"""The job queue: huey over SQL, in a database of its own. Jobs are hints; the sweeper needs none.

A job names an operation and an id. The operation finds out whether there is anything to do, so a
job may be lost, repeated or late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import peewee
from huey.contrib.sql_huey import SqlHuey

log = logging.getLogger(__name__)

#: The PostgreSQL schema for huey's tables, whose plain names could clash with others.
SCHEMA = "jobs"

#: Names of jobs in the queue; released names stay, because a queue outlives a release.
ASSEMBLE, PREPARE = "assemble_upload", "prepare_project"

Work = Callable[[UUID], object]
Hint = Callable[[UUID], None]


class JobQueue:
    """Puts hints into the queue, and gives huey the tasks that its consumer runs."""

    def __init__(self, url: str) -> None:
        self._database: Any = _database(url)
        self.huey: Any = SqlHuey(
            "dds_upload", database=self._database, create_tables=False, results=False
        )
        self._tasks: dict[str, Callable[[str], object]] = {}

    def create_tables(self) -> None:
        """Make huey's tables; repeatable."""
        with self._database.connection_context():
            if self._database.sequences:  # PostgreSQL; SQLite has a file for itself
                self._database.execute_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            self.huey.storage.create_tables()

    def register(self, works: Mapping[str, Work]) -> None:
        """Name the tasks of jobs, with the same names in every process."""
        for name, work in works.items():
            self._tasks[name] = self.huey.task(name=name)(_by_text(work))

    def hint(self, name: str) -> Hint:
        """Puts a job into the queue; never fails, because nothing depends on it."""

        def put(item: UUID) -> None:
            try:
                self._tasks[name](str(item))
            except peewee.PeeweeException as error:
                log.warning("no hint for %s %s: %s", name, item, error)
            finally:
                self.huey.storage.close()

        return put


def _by_text(work: Work) -> Callable[[str], None]:
    def run(item: str) -> None:
        work(UUID(item))

    return run


def _database(url: str) -> peewee.Database:
    if url.startswith("sqlite:///"):
        pragmas = {"journal_mode": "wal", "synchronous": "normal"}
        return peewee.SqliteDatabase(url.removeprefix("sqlite:///"), pragmas=pragmas, timeout=30)
    dsn = "postgresql://" + url.split("://", 1)[1]
    return peewee.PostgresqlDatabase(
        dsn, options=f"-c search_path={SCHEMA}", connect_timeout=10, application_name="dds_jobs"
    )
