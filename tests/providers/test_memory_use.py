"""Memory does not grow with what is stored."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from tests.providers.conftest import Subject
from tests.providers.sources import Endless, blocks_of

BLOCKS = 64
SIZE = BLOCKS * BLOCK_SIZE

#: A block that is read, one that is written, and what the libraries hold.
ALLOWED = 8 * BLOCK_SIZE


@contextmanager
def bounded() -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < ALLOWED


@pytest.mark.parametrize("announced", [SIZE, None])
def test_storing_and_reading_hold_a_few_blocks(
    streaming: Subject, key: ObjectKey, announced: int | None
) -> None:
    streaming.store.ensure_container(key.container)
    part = ObjectKey(key.container, f"{key.name}/1")
    with bounded():
        digest = streaming.store.put(
            part, Endless(SIZE), size=announced, digest=None, algorithm="md5"
        )
    assert digest == Endless.md5(BLOCKS)

    manifest = Manifest((Segment(part, SIZE, digest),) * 2)
    streaming.concatenator.concatenate(key, manifest, content_type="", filename="large")
    for name, size in ((part, SIZE), (key, 2 * SIZE)):
        with bounded():
            assert sum(len(block) for block in blocks_of(streaming.store, name)) == size
