"""Things to upload: bytes that come whole, in drops, without end in sight, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from itertools import count

from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey, Segment
from dds_upload.core.storage.object_store import ObjectStore
from tests.providers.conftest import Subject

OLD = b"what was there before"


def blocks(data: bytes) -> list[bytes]:
    """`data` as a source."""
    return [data[start : start + BLOCK_SIZE] for start in range(0, len(data), BLOCK_SIZE)]


class Dribble:
    """Gives few bytes at a time, more or less, and sometimes none."""

    def __init__(self, data: bytes, most: int) -> None:
        self._file = BytesIO(data)
        self._most = most

    def __iter__(self) -> Iterator[bytes]:
        for turn in count(1):
            block = self._file.read(1 + turn % self._most)
            if not block:
                return
            yield block
            yield b""


class Broken:
    """Gives some bytes, then raises."""

    def __init__(self, data: bytes, error: BaseException) -> None:
        self._data = data
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        yield from blocks(self._data)
        raise self._error


class Endless:
    """The same block over and over, `size` bytes in all, held in memory once."""

    block = bytes(range(256)) * (BLOCK_SIZE // 256)

    def __init__(self, size: int) -> None:
        self._left = size

    def __iter__(self) -> Iterator[bytes]:
        while self._left:
            given = self.block[: self._left]
            self._left -= len(given)
            yield given

    @classmethod
    def md5(cls, blocks: int) -> Digest:
        hasher = hashlib.md5(usedforsecurity=False)
        for _ in range(blocks):
            hasher.update(cls.block)
        return Digest("md5", hasher.hexdigest())


class Forbidden:
    """Must not be read."""

    def __iter__(self) -> Iterator[bytes]:
        raise AssertionError("the source was read")


def put(store: ObjectStore, key: ObjectKey, data: bytes) -> Segment:
    """Store `data` and give what a manifest says about it."""
    digest = store.put(key, blocks(data), size=len(data), digest=None, algorithm="md5")
    return Segment(key, len(data), digest)


def blocks_of(store: ObjectStore, key: ObjectKey) -> Iterator[bytes]:
    """The blocks of an object as they come."""
    content = store.open(key)
    try:
        yield from content
    finally:
        content.close()


def read(store: ObjectStore, key: ObjectKey, wanted: ByteRange | None = None) -> bytes:
    """All of the content; its announced size must be true, its blocks not too large."""
    content = store.open(key, wanted)
    try:
        blocks = list(content)
    finally:
        content.close()
        content.close()
    assert all(0 < len(block) <= BLOCK_SIZE for block in blocks)
    assert content.size == sum(map(len, blocks))
    return b"".join(blocks)


def data_of(size: int) -> bytes:
    """So many bytes, which do not repeat with a power of two."""
    return (bytes(range(251)) * (size // 251 + 1))[:size]


def prepared(subject: Subject, key: ObjectKey, *, before: bool) -> dict[str, bytes]:
    """Make the container, with OLD in it or not; gives the objects that are then there."""
    subject.store.ensure_container(key.container)
    if not before:
        return {}
    put(subject.store, key, OLD)
    return {key.name: OLD}
