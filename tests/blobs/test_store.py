"""Storing chunks by content: at once, once each, and whole or not at all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest

from dds_upload.core.errors import (
    RecordsUnavailable,
    StorageRefused,
    StorageUnavailable,
    UploadServiceError,
)
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.operations.blobs.store_blobs import StoreBlobs
from dds_upload.operations.blobs.writers import Writers
from tests.blobs.contents import age, count, incoming, organization, sha1
from tests.blobs.stores import Gathering, WatchedStore, storage_over
from tests.blobs.together import together
from tests.house.setting import Lab

EIGHT = 8


@pytest.fixture
def owner(lab: Lab) -> UUID:
    return organization(lab)


@pytest.fixture
def store(lab: Lab) -> Iterator[StoreBlobs]:
    """The operation, with writers of its own."""
    writers = Writers(EIGHT)
    yield replace(lab.operations.blobs.store, writers=writers)
    writers.close()


def owned(lab: Lab, owner: UUID, contents: list[bytes]) -> set[str]:
    """The SHA-1 of those that the organisation owns."""
    names = [sha1(data) for data in contents]
    return set(lab.records.blobs.owned(lab.providers.default.id, owner, names, lab.clock()))


def numbered(number: int) -> list[bytes]:
    return [b"chunk %d" % each for each in range(number)]


@pytest.mark.parametrize("number", [0, 1, 8, 9, 64, 200])
def test_any_number_of_chunks_is_stored_and_owned(
    lab: Lab, store: StoreBlobs, owner: UUID, number: int
) -> None:
    memory, contents = WatchedStore(), numbered(number)
    store(storage_over(lab, memory), owner, incoming(memory, *contents))
    assert len(memory.puts) == len(memory.names) == number
    assert owned(lab, owner, contents) == {sha1(data) for data in contents}
    assert count(lab, "blob_graves") == 0


def test_as_many_as_there_are_writers_write_at_the_same_time_and_never_more(
    lab: Lab, store: StoreBlobs, owner: UUID
) -> None:
    gathering = Gathering(EIGHT)
    memory = WatchedStore(gathering)
    store(storage_over(lab, memory), owner, incoming(memory, *numbered(64)))
    assert gathering.met
    assert memory.most == EIGHT


def test_requests_share_the_writers(lab: Lab, store: StoreBlobs, owner: UUID) -> None:
    memory = WatchedStore(lambda key: time.sleep(0.005))
    storage = storage_over(lab, memory)
    together(
        lab,
        [partial(store, storage, owner, incoming(memory, *[b"%d %d" % (n, m) for m in range(9)]))
         for n in range(6)],
    )  # fmt: skip
    assert memory.most == EIGHT
    assert count(lab, "blobs") == 54


def test_a_repeated_chunk_is_stored_once(lab: Lab, store: StoreBlobs, owner: UUID) -> None:
    memory = WatchedStore()
    storage = storage_over(lab, memory)
    store(storage, owner, incoming(memory, b"mouse", b"rat", b"mouse"))
    store(storage, owner, incoming(memory, b"mouse", b"vole"))
    assert len(memory.puts) == 3
    assert count(lab, "blob_owners") == 3


def test_another_organisation_shares_what_is_stored_once_it_sent_it(
    lab: Lab, store: StoreBlobs, owner: UUID
) -> None:
    memory, other = WatchedStore(), organization(lab, "other")
    storage = storage_over(lab, memory)
    store(storage, owner, incoming(memory, b"mouse"))
    assert owned(lab, other, [b"mouse"]) == set()
    store(storage, other, incoming(memory, b"mouse"))
    assert owned(lab, other, [b"mouse"]) == {sha1(b"mouse")}
    assert len(memory.puts) == 1


def test_the_same_chunks_in_eight_requests_at_once_stay_one_copy(
    lab: Lab, store: StoreBlobs, owner: UUID
) -> None:
    memory, contents = WatchedStore(lambda key: time.sleep(0.01)), numbered(10)
    storage = storage_over(lab, memory)
    orders = [contents if number % 2 else contents[::-1] for number in range(8)]
    together(lab, [partial(store, storage, owner, incoming(memory, *each)) for each in orders])
    assert count(lab, "blobs") == len(memory.names) == 10
    assert owned(lab, owner, contents) == {sha1(data) for data in contents}
    assert count(lab, "blob_graves") == 0


def test_a_copy_that_lost_and_cannot_be_removed_now_is_removed_later(
    lab: Lab, store: StoreBlobs, owner: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = WatchedStore(Gathering(2))
    storage = storage_over(lab, memory)

    def refuse(key: ObjectKey) -> None:
        raise StorageUnavailable("not now")

    monkeypatch.setattr(memory, "remove", refuse)
    together(lab, [partial(store, storage, owner, incoming(memory, b"mouse")) for _ in range(2)])
    assert (len(memory.names), count(lab, "blobs")) == (2, 1)
    monkeypatch.undo()
    age(lab, hours=25)
    tombstones = lab.records.blobs.tombstones(lab.clock(), 10)
    assert [key in memory.puts for _, _, key in tombstones] == [True]


@pytest.mark.parametrize("failure", [StorageUnavailable("down"), StorageRefused("no")])
@pytest.mark.parametrize("number", [9, 64])
def test_a_failing_write_is_told_and_the_rest_is_consistent(
    lab: Lab, store: StoreBlobs, owner: UUID, number: int, failure: UploadServiceError
) -> None:
    contents, calls = numbered(number), iter(range(number * 2))

    def fail(key: ObjectKey) -> None:
        if next(calls) == 4:
            raise failure

    memory = WatchedStore(fail)
    storage = storage_over(lab, memory)
    with pytest.raises(type(failure)):
        store(storage, owner, incoming(memory, *contents))
    assert count(lab, "blobs") == len(memory.names) < number
    assert len(owned(lab, owner, contents)) == count(lab, "blobs")
    memory.before = lambda key: None
    store(storage, owner, incoming(memory, *contents))
    assert len(owned(lab, owner, contents)) == len(memory.names) == number


def test_no_writer_is_lost_by_failures(lab: Lab, store: StoreBlobs, owner: UUID) -> None:
    def fail(key: ObjectKey) -> None:
        raise RuntimeError("a defect")

    memory = WatchedStore(fail)
    storage = storage_over(lab, memory)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            store(storage, owner, incoming(memory, *numbered(20)))
    gathering = Gathering(EIGHT)
    memory.before = gathering
    store(storage, owner, incoming(memory, *numbered(24)))
    assert gathering.met


def test_nothing_reads_the_chunks_any_more_once_it_failed(
    lab: Lab, store: StoreBlobs, owner: UUID
) -> None:
    ended: list[ObjectKey] = []

    def slow(key: ObjectKey) -> None:
        if not ended:
            ended.append(key)
            raise StorageUnavailable("down")
        time.sleep(0.1)
        ended.append(key)

    memory = WatchedStore(slow)
    with pytest.raises(StorageUnavailable):
        store(storage_over(lab, memory), owner, incoming(memory, *numbered(200)))
    after = len(ended)
    time.sleep(0.3)
    assert after == len(ended) < 200


def test_bytes_that_were_stored_when_the_database_went_away_go_later(
    lab: Lab, store: StoreBlobs, owner: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory = WatchedStore()

    def fail(*_: object) -> None:
        raise RecordsUnavailable("gone")

    monkeypatch.setattr(lab.records.blobs, "add", fail)
    with pytest.raises(RecordsUnavailable):
        store(storage_over(lab, memory), owner, incoming(memory, b"mouse"))
    monkeypatch.undo()
    assert (len(memory.names), count(lab, "blobs")) == (1, 0)
    assert lab.records.blobs.tombstones(lab.clock(), 10) == []
    [(_, _, key)] = lab.records.blobs.tombstones(lab.clock() + timedelta(hours=25), 10)
    assert key in memory.puts
    store(storage_over(lab, memory), owner, incoming(memory, b"mouse"))
    assert owned(lab, owner, [b"mouse"]) == {sha1(b"mouse")}


def test_what_took_half_a_day_to_store_is_not_believed(
    lab: Lab, store: StoreBlobs, owner: UUID
) -> None:
    now = lab.clock()
    times = iter([now, now + timedelta(hours=13)])
    slow = replace(store, remember=replace(store.remember, clock=lambda: next(times)))
    memory = WatchedStore()
    with pytest.raises(StorageUnavailable):
        slow(storage_over(lab, memory), owner, incoming(memory, b"mouse"))
    assert count(lab, "blobs") == 0


def test_no_connection_is_held_while_bytes_move(lab: Lab, store: StoreBlobs, owner: UUID) -> None:
    held: list[int] = []
    memory = WatchedStore(lambda key: held.append(lab.database.connections_in_use()))
    store(storage_over(lab, memory), owner, incoming(memory, *numbered(9)))
    assert set(held) == {0}


def test_who_listens_hears_of_everything_that_arrived(
    lab: Lab, store: StoreBlobs, owner: UUID
) -> None:
    heard: list[tuple[UUID, set[UUID]]] = []
    listening = replace(
        store, arrived=lambda organization, blobs: heard.append((organization, set(blobs)))
    )
    memory = WatchedStore()
    storage = storage_over(lab, memory)
    listening(storage, owner, incoming(memory, b"mouse"))
    listening(storage, owner, incoming(memory, b"mouse", b"rat"))
    assert heard[0] == heard[1]
    assert len(heard) == 3
    assert heard[2][1].isdisjoint(heard[0][1])
