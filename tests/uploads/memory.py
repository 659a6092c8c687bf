"""Chunks put past the signed URLs, for storage whose URLs lead nowhere."""

from __future__ import annotations

from uuid import UUID

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.uploads.chunk import Chunk
from tests.house.client import Api, digest_of
from tests.house.fixtures import client
from tests.house.setting import Lab


def store_chunk(lab: Lab, *chunks: bytes) -> tuple[Api, str]:
    """A client, and its new upload whose chunks are granted and stored."""
    api = client(lab, "researcher")
    upload = api.upload(api.project(), sum(map(len, chunks)))
    for number, data in enumerate(chunks, 1):
        api.offer(upload, number, len(data), **digest_of(data))
        put_chunk(lab, upload, number, data)
    return api, upload


def put_chunk(lab: Lab, upload: str, number: int, data: bytes, sent: bytes | None = None) -> None:
    """PUT a chunk that was granted as `data`, or in its place what is `sent`."""
    found = lab.records.uploads.get(UUID(upload))
    assert found is not None
    key = found.chunk_key(Chunk(number, len(data), Digest.of("md5", data)))
    put(lab, key, data if sent is None else sent)


def put(lab: Lab, key: ObjectKey, data: bytes) -> None:
    """PUT an object."""
    store = lab.providers.default.abilities.store
    store.put(key, [data], size=len(data), digest=None, algorithm="md5")
