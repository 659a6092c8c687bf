"""Content that is kept already: whoever sends it proves it, and storage keeps one copy."""

from __future__ import annotations

import hashlib
from functools import partial

import pytest

from dds_upload.core.errors import (
    BadRequest,
    ContentMismatch,
    StorageUnavailable,
    ValidationFailed,
)
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.store_stream import Incoming, Received, StoreStream
from tests.blobs.contents import age, count, incoming, objects, organization, sha1
from tests.blobs.stores import Gathering, WatchedStore, storage_over
from tests.blobs.together import together
from tests.house.setting import Lab
from tests.placements.desk import incoming as chunk
from tests.placements.senders import MOUSE, Broken, Refusal


def test_known_content_that_is_claimed_is_not_written_again(
    lab: Lab, stream: StoreStream, storage: StorageProvider, memory: WatchedStore
) -> None:
    first = stream(storage, chunk(MOUSE, claim=True))
    asked = list[Received]()
    again = stream(storage, chunk(MOUSE, claim=True, approve=asked.append, sized=False))
    assert again == first
    assert len(memory.puts) == len(memory.names) == len(asked) == 1
    assert count(lab, "blob_graves") == 0


def claiming(source: ByteSource, size: int | None) -> Incoming:
    """Something that is said to be a mouse."""
    return Incoming(source, size, hashlib.sha256(MOUSE).hexdigest(), lambda received: None)


#: What is none, however it is said to be one: the bytes, and the size announced.
NO_MICE = [
    (b"louse", 5),
    (b"louse", None),
    (b"", None),
    (MOUSE[:-1], 5),
    (MOUSE, 4),
    (MOUSE * 2, None),
]


def test_known_content_is_given_to_nobody_who_does_not_send_it(
    lab: Lab, stream: StoreStream, storage: StorageProvider
) -> None:
    stream(storage, chunk(MOUSE))
    for data, size in NO_MICE:
        with pytest.raises(ContentMismatch):
            stream(storage, claiming([data], size))
    assert count(lab, "blobs") == 1


def test_known_content_is_approved_like_any_other(
    stream: StoreStream, storage: StorageProvider
) -> None:
    stream(storage, chunk(MOUSE))
    refusal = Refusal()
    with pytest.raises(ValidationFailed):
        stream(storage, chunk(MOUSE, claim=True, approve=refusal))
    assert [it.size for it in refusal.asked] == [5]
    with pytest.raises(BadRequest):
        stream(storage, claiming(Broken(), None))


def test_the_second_copy_of_what_is_known_goes_again(
    lab: Lab, stream: StoreStream, storage: StorageProvider, memory: WatchedStore
) -> None:
    first = stream(storage, chunk(MOUSE))
    assert stream(storage, chunk(MOUSE)) == first
    assert (len(memory.puts), memory.names) == (2, {str(first.id)})
    assert (count(lab, "blobs"), count(lab, "blob_graves")) == (1, 0)


def test_what_came_by_offset_is_an_organisations_own_once_it_is_sent_by_content(
    lab: Lab, stream: StoreStream
) -> None:
    provider, owner = lab.providers.default, organization(lab)
    blob = stream(provider, chunk(MOUSE))
    asked = (provider.id, owner, [sha1(MOUSE)], lab.clock())
    assert lab.records.blobs.owned(*asked) == {}
    lab.operations.blobs.store(provider, owner, incoming(provider.abilities.store, MOUSE))
    assert [it.id for it in lab.records.blobs.owned(*asked).values()] == [blob.id]
    assert objects(lab) == [str(blob.id)]


def test_what_an_organisation_sent_by_content_is_known_here_too(
    lab: Lab, stream: StoreStream
) -> None:
    sent = incoming(lab.providers.default.abilities.store, MOUSE)
    lab.operations.blobs.store(lab.providers.default, organization(lab), sent)
    blob = stream(lab.providers.default, chunk(MOUSE))
    assert objects(lab) == [str(blob.id)]
    assert count(lab, "blob_owners") == 1


def test_one_content_sent_many_times_at_once_is_kept_once(lab: Lab, stream: StoreStream) -> None:
    memory = WatchedStore(Gathering(8))
    for number in range(256):
        memory.ensure_container(f"content-{number:02x}")
    storage = storage_over(lab, memory)
    blobs = together(lab, [partial(stream, storage, chunk(MOUSE)) for _ in range(8)])
    assert len({blob.id for blob in blobs}) == 1
    assert (len(memory.puts), memory.names) == (8, {str(blobs[0].id)})
    assert (count(lab, "blobs"), count(lab, "blob_graves")) == (1, 0)


def test_a_second_copy_that_cannot_go_now_goes_a_day_later(
    lab: Lab,
    stream: StoreStream,
    storage: StorageProvider,
    memory: WatchedStore,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(key: ObjectKey) -> None:
        raise StorageUnavailable("not now")

    first = stream(storage, chunk(MOUSE))
    with monkeypatch.context() as patch:
        patch.setattr(memory, "remove", refuse)
        assert stream(storage, chunk(MOUSE)) == first
    assert len(memory.names) == 2
    assert lab.records.blobs.tombstones(lab.clock(), 10) == []
    age(lab, hours=25)
    [(_, _, key)] = lab.records.blobs.tombstones(lab.clock(), 10)
    assert key == memory.puts[1]


def test_what_storage_has_lost_is_not_known_and_is_put_where_it_was(
    lab: Lab, stream: StoreStream, storage: StorageProvider, memory: WatchedStore
) -> None:
    first = stream(storage, chunk(MOUSE))
    memory.remove(first.key)
    lab.records.blobs.mark_damaged([first.key], lab.clock())
    assert stream(storage, chunk(MOUSE, claim=True)) == first
    assert b"".join(memory.open(first.key)) == MOUSE
    assert memory.names == {str(first.id)}
    assert lab.records.blobs.damaged(storage.id, [first.fingerprint.sha256]) == {}
    assert count(lab, "blob_graves") == 0
