"""The job queue: huey over SQL, in a database of its own. Jobs are hints; the sweeper needs none.

A job names an operation and an id. The operation finds out whether there is anything to do, so a
job may be lost, repeated or late.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from threading import Event
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
    """Puts hints into the queue, and has huey run the tasks that they name."""

    def __init__(self, url: str) -> None:
        self._database: Any = _database(url)
        self._huey: Any = SqlHuey(
            "dds_upload", database=self._database, create_tables=False, results=False
        )
        storage = self._huey.storage
        if self._database.sequences:  # PostgreSQL; SQLite has a file for itself
            for table in (storage.KV, storage.Schedule, storage.Task, storage.Counter):
                table._meta.schema = SCHEMA
        self._any: tuple[str, list[Any]] = storage.tasks(storage.Task.id).limit(1).sql()
        self._tasks: dict[str, Callable[[str], object]] = {}

    def create_tables(self) -> None:
        """Make huey's tables; repeatable."""
        with self._database:
            if self._database.sequences:
                self._database.execute_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
                # One of huey's indexes names its table without a schema.
                self._database.execute_sql(f"SET LOCAL search_path TO {SCHEMA}")
            self._huey.storage.create_tables()

    def register(self, works: Mapping[str, Work]) -> None:
        """Name the tasks of jobs, with the same names in every process."""
        for name, work in works.items():
            self._tasks[name] = self._huey.task(name=name)(_by_text(work))

    def hint(self, name: str) -> Hint:
        """Puts a job into the queue; never fails, because nothing depends on it."""

        def put(item: UUID) -> None:
            try:
                self._tasks[name](str(item))
            except peewee.PeeweeException as error:
                log.warning("no hint for %s %s: %s", name, item, error)
            finally:
                self._huey.storage.close()

        return put

    def work(self, stopping: Event) -> bool:
        """Do the job that has waited for longest; gives whether there was one.

        Errors of a job are logged. Raises PeeweeException if the queue cannot be read.
        """
        task = self._huey.dequeue() if self._has_any() else None
        if task is None:
            return False
        self._huey.execute(task)
        return True

    def _has_any(self) -> bool:
        """Mostly there is none: huey would find that out in a transaction that writes."""
        self._huey.storage.check_conn()
        return self._database.execute_sql(*self._any).fetchone() is not None


def _by_text(work: Work) -> Callable[[str], None]:
    def run(item: str) -> None:
        work(UUID(item))

    return run


def _database(url: str) -> peewee.Database:
    if url.startswith("sqlite:///"):
        pragmas = {"journal_mode": "wal", "synchronous": "normal"}
        return peewee.SqliteDatabase(url.removeprefix("sqlite:///"), pragmas=pragmas, timeout=30)
    dsn = "postgresql://" + url.split("://", 1)[1]
    return peewee.PostgresqlDatabase(dsn, connect_timeout=10, application_name="dds_jobs")
