"""Collecting looks twice: a use that begins between the looks keeps its blob, or comes too late.

The first look is made to last, in the database itself: `upload_blobs` becomes a view of the
table, and the view asks a function that waits for the test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import TypeVar
from uuid import UUID

import psycopg2
import pytest
from peewee import IntegrityError

from dds_upload.core.blobs.blob import Blob
from tests.blobs.contents import DAY, NOW, count, new_blob, organization
from tests.e2e.polling import eventually
from tests.house.fixtures import client
from tests.house.setting import Lab, open_lab, settings_for

T = TypeVar("T")

RENAME = "ALTER TABLE upload_blobs RENAME TO all_upload_blobs"
VIEW = "CREATE VIEW upload_blobs AS SELECT * FROM all_upload_blobs WHERE wait_for_test()"
INSERT = "INSERT INTO all_upload_blobs (upload_id, position, blob_id) VALUES (?, ?, ?)"


class Pair:
    """A blob that an upload uses, and an idle one, which is looked at after it."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        api = client(lab, "researcher")
        self.upload = UUID(api.upload(api.project(), 10))
        self.used, self.idle = self._blob(b"used", -DAY), self._blob(b"idle", timedelta())
        lab.database.sql(RENAME)
        self._pool = ThreadPoolExecutor(2)

    def _blob(self, data: bytes, age: timedelta) -> Blob:
        blob = new_blob(self._lab.providers.default.id, data)
        self._lab.records.blobs.add([blob], organization(self._lab), NOW + age)
        return blob

    def use(self, blob: Blob) -> None:
        """Make it a part of the upload."""
        ids = (self.upload, blob.id)
        upload, part = (it.hex if self._lab.database.is_sqlite else str(it) for it in ids)
        self._lab.database.sql(INSERT, (upload, count(self._lab, "all_upload_blobs"), part))

    def soon(self, work: Callable[[], T]) -> Future[T]:
        """Do it in a thread."""

        def run() -> T:
            return work()

        return self._pool.submit(run)

    def collect(self) -> Future[int]:
        """Begin to collect in a thread."""
        return self.soon(lambda: self._lab.records.blobs.collect(NOW + DAY, 100))

    def close(self) -> None:
        self._pool.shutdown()


@pytest.fixture
def lab(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Lab]:
    """A service over a database whose schema may be changed."""
    url = str(request.getfixturevalue(request.param))
    with closing(open_lab(settings_for(url, tmp_path))) as lab:
        yield lab


@pytest.fixture
def pair(lab: Lab) -> Iterator[Pair]:
    with closing(Pair(lab)) as pair:
        yield pair


@pytest.mark.parametrize("lab", ["postgres_url"], indirect=True)
def test_a_use_that_is_committed_after_the_first_look_began_keeps_its_blob(
    lab: Lab, pair: Pair, postgres_url: str
) -> None:
    lab.database.sql(
        "CREATE FUNCTION wait_for_test() RETURNS boolean VOLATILE LANGUAGE sql "
        "AS 'SELECT pg_advisory_xact_lock_shared(1) IS NOT NULL'"
    )
    lab.database.sql(VIEW)
    pair.use(pair.used)
    waits = "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with closing(psycopg2.connect(postgres_url)) as gate, gate.cursor() as held:
        held.execute("SELECT pg_advisory_lock(1)")
        collected = pair.collect()
        eventually(lambda: lab.database.sql(waits).fetchone() == (1,))
        pair.use(pair.idle)
    assert collected.result(30) == 0
    assert count(lab, "blobs") == 2
    assert count(lab, "blob_graves") == 0


@pytest.mark.parametrize("lab", ["sqlite_url"], indirect=True)
def test_nobody_can_begin_a_use_while_sqlite_collects(lab: Lab, pair: Pair) -> None:
    looking, go_on = Event(), Event()

    def wait_for_test() -> bool:
        looking.set()
        return go_on.wait(30)

    lab.database.handle.register_function(wait_for_test)
    lab.database.close()  # only new connections know it
    lab.database.sql(VIEW)
    pair.use(pair.used)
    collected = pair.collect()
    assert looking.wait(30)
    used = pair.soon(lambda: pair.use(pair.idle))
    with pytest.raises(TimeoutError):
        used.result(0.2)
    go_on.set()
    assert collected.result(30) == 1
    with pytest.raises(IntegrityError):
        used.result(30)
    assert (count(lab, "blobs"), count(lab, "all_upload_blobs")) == (1, 1)
