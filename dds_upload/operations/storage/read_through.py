"""Reads a stored file once, in order, for all digests and for a copy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from dds_upload.core.storage.digest import Digest, StreamHasher
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ObjectStore


class Sink(Protocol):
    """Takes blocks of bytes in order."""

    def write(self, block: bytes, /) -> object: ...


def read_through(
    store: ObjectStore, key: ObjectKey, algorithms: Iterable[str], copy: Sink | None = None
) -> list[Digest]:
    """The digests of the file, in the order of `algorithms`; `copy` gets the very same bytes."""
    hasher = StreamHasher(algorithms)
    content = store.open(key)
    try:
        for block in content:
            hasher.update(block)
            if copy is not None:
                copy.write(block)
    finally:
        content.close()
    return list(hasher.digests().values())
