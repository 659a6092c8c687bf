"""Chunks that take their time: who is still coming is believed, and who stalls is not."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest

from dds_upload.core.blobs.blob import Blob
from dds_upload.core.errors import Conflict, StorageUnavailable
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.operations.blobs.store_stream import StoreStream
from tests.blobs.contents import age, count, objects
from tests.blobs.stores import WatchedStore, storage_over
from tests.house.setting import Lab
from tests.placements.desk import Desk
from tests.placements.desk import incoming as chunk
from tests.placements.outcomes import told
from tests.placements.slow import DATA, Slow


def hours(lab: Lab, number: float) -> Callable[[], None]:
    """Lets so much time pass, and clean-up do its work."""

    def pass_by() -> None:
        lab.clock.forward(hours=number)
        lab.operations.blobs.clean()

    return pass_by


def stored(lab: Lab, blob: Blob) -> bytes:
    return b"".join(lab.providers.default.abilities.store.open(blob.key))


@pytest.mark.parametrize("pause", [0.5, 2, 9])
def test_a_chunk_that_takes_days_is_believed(lab: Lab, stream: StoreStream, pause: float) -> None:
    source = Slow(hours(lab, pause))
    data = source.data
    blob = stream(lab.providers.default, chunk(data, source=source))
    lab.operations.blobs.clean()
    assert stored(lab, blob) == data
    assert (count(lab, "blobs"), count(lab, "blob_graves")) == (1, 0)


def test_its_grave_is_renewed_by_the_hour_and_not_by_the_block(
    lab: Lab, stream: StoreStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, expect = [], lab.records.blobs.expect

    def note_and_expect(*what: Any) -> None:
        expected.append(lab.clock())
        expect(*what)

    monkeypatch.setattr(lab.records.blobs, "expect", note_and_expect)
    source = Slow(hours(lab, 0.25), pieces=20)
    stream(lab.providers.default, chunk(source.data, source=source))
    assert 5 <= len(expected) <= 6


def test_a_chunk_that_storage_takes_too_long_to_keep_is_not_believed(
    lab: Lab, stream: StoreStream
) -> None:
    class Stalling(WatchedStore):
        def put(self, *what: Any, **more: Any) -> Any:
            stored = super().put(*what, **more)
            lab.clock.forward(hours=13)
            return stored

    memory = Stalling()
    with pytest.raises(StorageUnavailable):
        stream(storage_over(lab, memory), chunk(DATA))
    assert count(lab, "blobs") == 0
    assert lab.records.blobs.tombstones(lab.clock(), 10) == []
    lab.clock.forward(hours=12)
    [(_, _, key)] = lab.records.blobs.tombstones(lab.clock(), 10)
    assert key == memory.puts[0]


def test_a_chunk_whose_approval_stalls_is_not_believed(lab: Lab, stream: StoreStream) -> None:
    stall = hours(lab, 13)
    with pytest.raises(StorageUnavailable):
        stream(lab.providers.default, chunk(DATA, approve=lambda received: stall()))
    assert count(lab, "blobs") == 0
    age(lab, hours=25)
    lab.operations.blobs.clean()
    assert objects(lab) == []


def test_a_chunk_that_stalls_until_its_grave_was_due_is_not_believed(
    lab: Lab, stream: StoreStream
) -> None:
    source = Slow(hours(lab, 25), pieces=2)
    data = source.data
    with pytest.raises(StorageUnavailable):
        stream(lab.providers.default, chunk(data, source=source))


def test_what_clean_up_is_about_to_remove_is_not_believed_in(
    lab: Lab, stream: StoreStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tombstone of a stalled chunk is due, and clean-up has read it, when the rest comes."""
    due, ended, results = Event(), Event(), list[Blob | Exception]()
    source = Slow(lambda: due.wait(30))
    data = source.data

    def store() -> None:
        try:
            results.append(stream(lab.providers.default, chunk(data, source=source)))
        except StorageUnavailable as error:
            results.append(error)
        finally:
            ended.set()

    storing, begun = Thread(target=store), Event()
    expect = lab.records.blobs.expect

    def expect_and_tell(*what: Any) -> None:
        expect(*what)
        begun.set()

    local: Any = lab.providers.default.abilities.store
    remove = local.remove

    def wait_and_remove(key: ObjectKey) -> None:
        due.set()
        assert ended.wait(30)
        remove(key)

    with monkeypatch.context() as patch:
        patch.setattr(lab.records.blobs, "expect", expect_and_tell)
        patch.setattr(local, "remove", wait_and_remove)
        storing.start()
        assert begun.wait(30)
        lab.clock.forward(hours=24.5)
        lab.operations.blobs.clean()
        storing.join()
    (result,) = results
    if isinstance(result, Blob):  # then it has to be there
        assert objects(lab) == [str(result.id)]


def test_known_content_that_takes_days_to_prove_is_refused_if_it_went_meanwhile(
    desk: Desk,
) -> None:
    lab, upload_id = desk.lab, desk.begin(len(DATA))
    source = Slow(hours(lab, 3))
    data = source.data
    withdrawn = desk.sent(data, len(data))
    desk.withdraw(withdrawn)
    lab.work()
    with pytest.raises(Conflict):
        desk.place(upload_id, 0, data, claim=True, source=source)
    assert desk.chunks(upload_id) == []
    desk.place(upload_id, 0, data, claim=True)
    assert told(desk.commit(upload_id, data)) is None
