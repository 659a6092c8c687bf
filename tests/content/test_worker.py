"""What the worker does with a file by content, whatever crashes, repeats or is wrong."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from dds_upload.bootstrap.background import hourly_steps
from dds_upload.core.content.processing import NewDerivedFile, Processed, Processors
from dds_upload.core.errors import IntegrityFailed, StorageUnavailable
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.uploads.assemble_upload import RetryPolicy
from dds_upload.protocols.sentry.kinds import DEBUG_FILES, PROGUARD_MAPPINGS
from providers.local.store import LocalStore
from tests.blobs.contents import age, count, objects
from tests.content.client import Sender, cut, uploads
from tests.content.samples import BREAKPAD
from tests.house.clock import MovableClock
from tests.house.fixtures import OpenLab
from tests.house.setting import Lab

DATA = bytes(range(250))
LEASE = RetryPolicy().lease.total_seconds()


class Recorder:
    """A processor that remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.folders: list[Path] = []
        self.before: Callable[[], None] = lambda: None
        self.result: Processed | None = None

    def __call__(self, file: Path, folder: Path) -> Processed:
        self.seen.append(file.read_bytes())
        self.folders.append(folder)
        self.before()
        if self.result is not None:
            return self.result
        (folder / "index").write_bytes(b"made of it")
        return Processed({"cpu_name": "z80"}, [NewDerivedFile("index", folder / "index")])


@pytest.fixture
def recorder() -> Recorder:
    """Return the processor of debug files."""
    return Recorder()


@pytest.fixture
def lab(open_again: OpenLab, recorder: Recorder) -> Lab:
    """Return the service with that processor."""
    return open_again(processors=Processors({DEBUG_FILES: recorder, PROGUARD_MAPPINGS: None}))


def begun(sender: Sender, project: str, data: bytes = DATA) -> str:
    """The id of an upload that is due."""
    sender.send(*cut(data))
    assert sender.ask(project, data, "a.out")["state"] == "created"
    return str(uploads(sender.lab)[-1])


def test_what_is_not_what_it_was_said_to_be_fails_and_is_nowhere(
    sender: Sender, project: str
) -> None:
    sender.send(*cut(DATA))
    sender.ask(project, DATA, "a.out", checksum="0" * 40)
    sender.lab.work()
    answer = sender.ask(project, DATA, "a.out", checksum="0" * 40)
    assert answer["detail"] == "Reported checksum mismatch"
    assert sender.files(project) == []


def test_chunks_in_another_order_are_another_file(sender: Sender, project: str) -> None:
    sender.send(b"one", b"two")
    sender.ask(project, b"onetwo", chunks=[b"two", b"one"])
    sender.lab.work()
    answer = sender.ask(project, b"onetwo", chunks=[b"two", b"one"])
    assert answer["detail"] == "Reported checksum mismatch"


def test_processing_sees_the_bytes_that_were_proven_and_they_are_read_once(
    sender: Sender, project: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[ObjectKey] = []
    read = LocalStore.open

    def note_and_open(self: Any, key: ObjectKey, *more: Any) -> Any:
        opened.append(key)
        return read(self, key, *more)

    monkeypatch.setattr(LocalStore, "open", note_and_open)
    begun(sender, project)
    sender.lab.work()
    assert recorder.seen == [DATA]
    assert len(opened) == 1
    assert not recorder.folders[0].exists()
    assert sender.ask(project, DATA, "a.out")["dif"]["cpuName"] == "z80"


def test_copies_that_killed_workers_left_are_removed(
    lab: Lab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    dead, lives = (tmp_path / f"dds_upload-assembling-{pid}-x" for pid in (2**22 + 1, os.getppid()))
    for folder in (dead, lives):
        folder.mkdir()
        (folder / "file").write_bytes(DATA)
    for step in hourly_steps(lab.operations):
        step()
    assert list(tmp_path.glob("dds_upload-assembling-*")) == [lives]


def test_nothing_unproven_is_ever_processed(
    sender: Sender, project: str, recorder: Recorder
) -> None:
    sender.send(*cut(DATA))
    sender.ask(project, DATA, "a.out", checksum="0" * 40)
    sender.lab.work()
    assert recorder.seen == []


def test_what_was_made_of_a_file_is_stored_below_it(
    sender: Sender, project: str, recorder: Recorder
) -> None:
    upload = begun(sender, project)
    sender.lab.work()
    (made,) = sender.lab.records.content_uploads.derived(uploads(sender.lab)[0])
    assert (made.kind, made.name, made.size) == ("index", f"{upload}/index-1", 10)


def test_what_died_with_its_worker_is_done_by_the_next(
    sender: Sender, project: str, recorder: Recorder, clock: MovableClock
) -> None:
    lab = sender.lab
    begun(sender, project)
    now = lab.clock()
    assert lab.records.work_queue.lease(uploads(lab)[0], now, now + RetryPolicy().lease)
    lab.work()
    assert sender.ask(project, DATA, "a.out")["state"] == "assembling"
    clock.forward(seconds=LEASE + 1)
    lab.work()
    assert sender.ask(project, DATA, "a.out")["state"] == "ok"
    assert len(sender.files(project)) == 1


def test_a_worker_that_was_given_up_on_changes_nothing(
    sender: Sender, project: str, recorder: Recorder, clock: MovableClock
) -> None:
    lab = sender.lab
    begun(sender, project)
    entered, go_on = Event(), Event()

    def wait_the_first_time() -> None:
        if len(recorder.seen) == 1:
            entered.set()
            go_on.wait(30)

    recorder.before = wait_the_first_time
    slow = Thread(target=lab.work)
    slow.start()
    assert entered.wait(30)
    clock.forward(seconds=LEASE + 1)
    lab.work()
    go_on.set()
    slow.join()
    assert len(recorder.seen) == 2
    assert sender.ask(project, DATA, "a.out")["state"] == "ok"
    assert len(sender.files(project)) == 1
    (made,) = lab.records.content_uploads.derived(uploads(lab)[0])
    assert made.name.endswith("/index-2")


def test_a_refusal_of_the_processor_is_the_answer(
    sender: Sender, project: str, recorder: Recorder
) -> None:
    def refuse() -> None:
        raise IntegrityFailed(Failure(FailureCode.UNREADABLE, {"text": "this is no program"}))

    recorder.before = refuse
    begun(sender, project)
    sender.lab.work()
    assert sender.ask(project, DATA, "a.out")["detail"] == "this is no program"
    assert sender.files(project) == []


def test_trouble_is_tried_again_later(
    sender: Sender, project: str, recorder: Recorder, clock: MovableClock
) -> None:
    def fail_once() -> None:
        if len(recorder.seen) == 1:
            raise StorageUnavailable("not now")

    recorder.before = fail_once
    begun(sender, project)
    sender.lab.work()
    assert sender.ask(project, DATA, "a.out")["state"] == "assembling"
    clock.forward(minutes=1)
    sender.lab.work()
    assert sender.ask(project, DATA, "a.out")["state"] == "ok"


def test_a_disk_without_room_is_waited_for(
    sender: Sender, project: str, recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage
    full = usage("/")._replace(free=249)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: full)
    begun(sender, project)
    sender.lab.work()
    assert recorder.seen == []
    assert sender.ask(project, DATA, "a.out")["state"] == "assembling"


def test_a_fault_beside_a_good_file_is_told_for_a_while(
    sender: Sender,
    project: str,
    recorder: Recorder,
    monkeypatch: pytest.MonkeyPatch,
    clock: MovableClock,
) -> None:
    fault = Failure(FailureCode.NOT_PROCESSED, {"text": "no index for this"})
    recorder.result = Processed({}, fault=fault)
    begun(sender, project)
    sender.lab.work()
    assert sender.ask(project, DATA, "a.out")["detail"] == "no index for this"
    assert sender.content(project) == DATA
    clock.forward(minutes=6)
    assert sender.ask(project, DATA, "a.out")["state"] == "ok"


def test_a_project_that_is_deleted_meanwhile_is_passed_over(
    sender: Sender, project: str, recorder: Recorder
) -> None:
    second = sender.api.project("Rats")
    begun(sender, project)
    sender.ask(second, DATA, "a.out")
    sender.api.delete(f"/projects/{project}")
    sender.lab.work()
    assert sender.content(second) == DATA


def test_used_chunks_stay_and_are_free_again_once_the_failed_file_is_purged(
    lab: Lab, sender: Sender, project: str, clock: MovableClock
) -> None:
    sender.send(*cut(DATA))
    sender.ask(project, DATA, checksum="0" * 40)
    lab.work()
    (upload,) = uploads(lab)
    age(lab, hours=30)
    lab.operations.blobs.clean()
    assert len(objects(lab)) == 3
    clock.forward(days=8)
    lab.work()
    lab.work()
    assert lab.state(str(upload)) is UploadState.PURGED
    assert count(lab, "upload_blobs") == 0
    lab.operations.blobs.clean()
    assert objects(lab) == []


def test_purging_a_file_removes_its_manifest_alone(lab: Lab, sender: Sender, project: str) -> None:
    sender.deliver(project, BREAKPAD, "crash.sym")
    second = sender.api.project("Rats")
    sender.deliver(second, BREAKPAD, "/proguard/1.txt")
    first, _ = uploads(lab)
    lab.database.sql("UPDATE uploads SET state = 'purged', due_at = 0 WHERE id = ?", (first.hex,))
    lab.work()
    assert lab.records.content_uploads.derived(first) == []
    assert lab.records.blobs.segments(first) == []
    assert sender.content(second) == BREAKPAD
    assert list(_stored(lab, str(first))) == []


def _stored(lab: Lab, name: str) -> Iterator[Path]:
    return (path for path in lab.root.rglob("*") if name in str(path))
