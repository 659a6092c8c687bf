"""Jobs are done by the threads that take them from the queue."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from queue import SimpleQueue
from threading import Event
from uuid import UUID, uuid4

from dds_upload.adapters.idle_loop import IdleLoop
from dds_upload.adapters.jobs import JobQueue, Work

NAME = "a_name"
SOON = 10


@contextmanager
def taken(url: str, work: Work) -> Iterator[JobQueue]:
    """A new queue whose jobs are this work, done by two threads."""
    jobs = JobQueue(url)
    jobs.create_tables()
    jobs.register({NAME: work})
    takers = IdleLoop(jobs.work, name="takes jobs", threads=2, pause=0.05)
    takers.start()
    try:
        yield jobs
    finally:
        takers.stop(SOON)


def test_each_job_is_done_once(empty_url: str) -> None:
    done, items = SimpleQueue[UUID](), {uuid4() for _ in range(5)}
    with taken(empty_url, done.put) as jobs:
        for item in items:
            jobs.hint(NAME)(item)
        assert {done.get(timeout=SOON) for _ in items} == items
    assert done.empty()


def test_one_that_fails_holds_up_no_other(empty_url: str) -> None:
    done, items = SimpleQueue[UUID](), [uuid4() for _ in range(5)]

    def fail_first(item: UUID) -> None:
        if item == items[0]:
            raise RuntimeError("a defect")
        done.put(item)

    with taken(empty_url, fail_first) as jobs:
        for item in items:
            jobs.hint(NAME)(item)
        assert {done.get(timeout=SOON) for _ in items[1:]} == set(items[1:])


def test_to_find_no_job_is_no_write(tmp_path: Path) -> None:
    jobs = JobQueue(f"sqlite:///{tmp_path}/jobs.db")
    jobs.create_tables()
    with closing(sqlite3.connect(tmp_path / "jobs.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")  # whoever wrote now would wait for half a minute
        assert not jobs.work(Event())
