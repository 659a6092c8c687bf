"""Chunks stored while they arrive: once each, whole or not at all, and proven in any case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from dds_upload.core.errors import (
    BadRequest,
    ContentMismatch,
    ValidationFailed,
)
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.operations.blobs.store_stream import Incoming, Received, StoreStream
from tests.blobs.contents import age, count, fingerprint, objects
from tests.blobs.stores import WatchedStore
from tests.house.setting import Lab
from tests.placements.desk import incoming as chunk
from tests.placements.senders import MOUSE, Broken, Refusal
from tests.providers.raw import RawLocal
from tests.providers.sources import blocks


def nothing_kept(lab: Lab) -> None:
    """No bytes, no blob, and no more than one tombstone for what might have been stored."""
    assert objects(lab) == []
    assert RawLocal(lab.root).leftovers() == []
    assert count(lab, "blobs") == 0
    assert count(lab, "blob_graves") <= 1
    age(lab, hours=25)
    lab.operations.blobs.clean()
    assert count(lab, "blob_graves") == 0


@pytest.mark.parametrize("sized", [True, False])
def test_a_chunk_is_stored_with_all_it_is_known_by_and_no_sha1(
    lab: Lab, stream: StoreStream, storage: StorageProvider, memory: WatchedStore, sized: bool
) -> None:
    blob = stream(storage, chunk(MOUSE, sized=sized))
    assert blob.fingerprint == replace(fingerprint(MOUSE), sha1=None)
    assert b"".join(memory.open(blob.key)) == MOUSE
    found = lab.records.blobs.find(storage.id, [blob.fingerprint.sha256], lab.clock())
    assert found == {blob.fingerprint.sha256: blob}
    assert (count(lab, "blob_owners"), count(lab, "blob_graves")) == (0, 0)


def test_who_approves_is_asked_once_and_told_everything(
    stream: StoreStream, storage: StorageProvider, memory: WatchedStore
) -> None:
    for size in (0, 1, BLOCK_SIZE - 1, BLOCK_SIZE, BLOCK_SIZE + 1):
        asked, data, before = list[Received](), b"x" * size, memory.names

        def approve(
            received: Received, asked: list[Received] = asked, before: set[str] = before
        ) -> None:
            assert memory.names == before
            asked.append(received)

        blob = stream(storage, Incoming(blocks(data), None, None, approve, algorithms=["md5"]))
        digests = {name: Digest.of(name, data).value for name in ("md5", "sha256")}
        assert [(it.size, dict(it.digests)) for it in asked] == [(size, digests)]
        assert b"".join(memory.open(blob.key)) == data


REFUSED: list[tuple[Callable[[], Incoming], type[Exception]]] = [
    (partial(chunk, MOUSE, approve=Refusal()), ValidationFailed),
    (partial(chunk, MOUSE, approve=Refusal(), sized=False), ValidationFailed),
    (partial(chunk, MOUSE, claim=True, approve=Refusal()), ValidationFailed),
    (lambda: chunk(MOUSE, source=Broken(), sized=False), BadRequest),
    (lambda: chunk(MOUSE + MOUSE, source=Broken()), BadRequest),
    (lambda: chunk(MOUSE + b"s", source=[MOUSE]), ContentMismatch),
    (lambda: chunk(MOUSE[:3], source=[MOUSE]), ContentMismatch),
]


def test_what_is_refused_leaves_nothing(lab: Lab, stream: StoreStream) -> None:
    for refused, error in REFUSED:
        with pytest.raises(error):
            stream(lab.providers.default, refused())
        nothing_kept(lab)


def test_a_refusal_at_the_very_end_comes_after_all_bytes_and_before_they_are_there(
    lab: Lab, stream: StoreStream, storage: StorageProvider, memory: WatchedStore
) -> None:
    refusal, data = Refusal(), b"y" * (BLOCK_SIZE + 3)
    with pytest.raises(ValidationFailed):
        stream(storage, chunk(data, approve=refusal))
    assert [it.size for it in refusal.asked] == [len(data)]
    assert (memory.puts, memory.names, count(lab, "blobs")) == ([], set(), 0)
    assert stream(storage, chunk(data)).fingerprint.size == len(data)
