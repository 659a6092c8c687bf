"""The Nth call fails, for N = 1, 2, 3 ... until none is left: whatever it was, all ends well.

An upload lives from its beginning to the removal of its bytes, once for each N. Its client asks
again where it was told to; a call fails before it does anything, or is done and its answer is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import peewee
import pytest

from dds_upload.core.errors import RecordsUnavailable, StorageUnavailable
from providers.local.concatenator import LocalConcatenator
from providers.local.janitor import LocalJanitor
from providers.local.store import LocalStore
from tests.house.client import Api, md5
from tests.house.setting import Lab

#: What a life calls of storage.
CALLS: tuple[tuple[type[Any], str], ...] = (
    *((LocalStore, name) for name in ("put", "stat", "open", "list_below", "remove")),
    *((LocalStore, name) for name in ("remove_all", "remove_tree", "ensure_container")),
    (LocalConcatenator, "concatenate"),
    (LocalJanitor, "remove_unnamed"),
)


class Fault:
    """Fails the Nth call it is asked about; each call that is part of another is that one's."""

    def __init__(self, number: int, error: Callable[[], Exception], *, late: bool) -> None:
        self._left, self._error, self._late = number, error, late
        self.has_failed = False

    def around(self, call: Callable[[], Any]) -> Any:
        """What the call gives, or the fault."""
        self._left -= 1
        fails = self._left == 0
        self.has_failed = self.has_failed or fails
        if fails and not self._late:
            raise self._error()
        result = call()
        if fails:
            raise self._error()
        return result


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What fails is the call, whatever the database."""
    return sqlite_url


@contextmanager
def failing_storage(lab: Lab, number: int, late: bool) -> Iterator[Fault]:
    fault = Fault(number, lambda: StorageUnavailable("a planted fault"), late=late)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in CALLS:
            patch.setattr(owner, name, _faulty(getattr(owner, name), fault))
        yield fault


def _faulty(real: Callable[..., Any], fault: Fault) -> Callable[..., Any]:
    return lambda *args, **named: fault.around(lambda: real(*args, **named))


@contextmanager
def failing_statements(lab: Lab, number: int, late: bool) -> Iterator[Fault]:
    """A statement fails before it runs; or a commit, or a write by itself, is done unheard."""
    fault = Fault(number, lambda: peewee.OperationalError("a planted fault"), late=late)
    handle = lab.database.handle
    run, commit = handle.execute_sql, handle.commit

    def execute(sql: str, *args: Any, **named: Any) -> Any:
        is_ended = not handle.in_transaction() and not sql.startswith("SELECT")
        if late and not is_ended:
            return run(sql, *args, **named)
        return fault.around(lambda: run(sql, *args, **named))

    handle.execute_sql = execute
    handle.commit = (lambda: fault.around(commit)) if late else commit
    try:
        yield fault
    finally:
        del handle.execute_sql, handle.commit


class Life:
    """One upload with a client that is patient, and what has to be true of it at its end."""

    def __init__(self, lab: Lab, api: Api, project: str) -> None:
        self.lab, self.api, self.project = lab, api, project
        self.data = uuid4().bytes * 9
        self.upload = self.file = ""

    def __call__(self) -> None:
        key = {"Idempotency-Key": str(uuid4())}
        offer = {"name": "brain.dat", "content_type": "text/plain", "size": len(self.data)}
        uploads = f"/projects/{self.project}/uploads"
        self.upload = self._patiently(lambda: self.api.post(uploads, offer, headers=key)).json["id"]
        for number, part in enumerate((self.data[:100], self.data[100:]), 1):
            self._send(number, part)
        self._patiently(lambda: self.api.complete(self.upload, self.data, None))
        self._until(lambda: self.lab.state(self.upload) == "complete")
        parent = {"kind": "dds-project", "id": self.project}
        made = {"parent": parent, "upload": {"id": self.upload}}
        self.file = self._patiently(lambda: self.api.post("/files", made)).json["id"]

    def _send(self, number: int, part: bytes) -> None:
        digest = {"value": md5(part), "algorithm": "md5"}
        body = {"number": number, "size": len(part), "hash": digest}
        path = f"/uploads/{self.upload}/chunks"
        granted = self._patiently(lambda: self.api.put(path, body)).json
        self._patiently(lambda: self.api.storage("PUT", granted["url"], part))

    def end(self) -> None:
        """Deleted, and kept for as long as that takes."""
        self._patiently(lambda: self.api.delete(f"/files/{self.file}", None), gone=True)
        self.lab.clock.forward(days=31)
        self._until(lambda: self.lab.state(self.upload) == "purged", self.lab.hour)
        folder = self.lab.root / "containers" / self.project
        self._until(lambda: not [*folder.glob(f"{self.upload}*")], self.lab.hour)

    def check(self) -> None:
        """What was acknowledged is there, once."""
        signed = self.api.get(f"/files/{self.file}/url").json
        assert self.api.fetch(signed).content == self.data
        versions = "SELECT COUNT(*) FROM file_versions WHERE upload_id = ?"
        assert self.lab.database.sql(versions, (UUID(self.upload).hex,)).fetchone() == (1,)
        named = self.lab.database.sql("SELECT COUNT(*) FROM uploads WHERE state = 'open'")
        assert named.fetchone() == (0,)
        in_row = self.lab.database.sql("SELECT uploads, bytes FROM open_uploads").fetchone()
        assert in_row == (0, 0)
        assert list(self.lab.operations.uploads.audit(self.lab.providers.default)) == []

    def _patiently(self, call: Callable[[], Any], *, gone: bool = False) -> Any:
        """503 is to be asked again, and nothing else is ever answered."""
        for _ in range(4):
            answer = call()
            if answer.status_code < 300 or (gone and answer.status_code == 404):
                return answer
            assert answer.status_code == 503, answer.text
        raise AssertionError("it never succeeded")

    def _until(self, is_so: Callable[[], bool], work: Callable[[], object] | None = None) -> None:
        """As the sweeper does it: what fails is tried again later."""
        for _ in range(4):
            with suppress(RecordsUnavailable, StorageUnavailable):
                (work or self.lab.work)()
            with suppress(RecordsUnavailable):
                if is_so():
                    return
            self.lab.clock.forward(hours=1)
        raise AssertionError("it never came to be")


Failing = Callable[[Lab, int, bool], Any]


@pytest.mark.parametrize(
    ("failing", "late", "step"),
    [
        (failing_storage, False, 1),
        (failing_storage, True, 1),
        (failing_statements, False, 5),
        (failing_statements, True, 2),
    ],
    ids=["storage fails", "storage is unheard", "a statement fails", "a commit is unheard"],
)
def test_whichever_call_fails_all_ends_well(
    lab: Lab, api: Api, project: str, failing: Failing, late: bool, step: int
) -> None:
    tried = 0
    for number in count(1, step):
        life = Life(lab, api, project)
        with failing(lab, number, late) as first:
            life()
        life.check()
        with failing(lab, number, late) as second:
            life.end()
        if not first.has_failed and not second.has_failed:
            break
        tried += 1
    assert tried > 3
