"""The layout: the name of each kind of stored object. Names are built here, and read here.

At every provider:

    <project id>/                   the container of a project
        <upload id>                 the finished file: a manifest over the segments below
        <upload id>/<number>-<hex>  a chunk: its number in decimal without padding, and the digest
                                    that was announced of it
        <upload id>/<number>        a chunk as the first releases granted it
        <upload id>/1               the only chunk of an upload that is sent as one piece: nothing
                                    is announced of it before it is sent
    content-<aa>/                   chunks that are kept once for all: blobs
        <bb>/<blob id>              aa and bb begin the id and spread the blobs; those that were
                                    first stored for one upload by offset begin as its id does
    assembled-<cc>/                 files made of blobs; cc begins the id and spreads them
        <upload id>                 the finished file: a manifest over blobs
        <upload id>/<kind>-<n>      what was derived from it by the n-th lease: symbol caches ...
        <upload id>/file-<n>        the finished file as the n-th lease made it, where its chunks
                                    are placed by offset

A chunk is named after what was announced, so that a signed URL for other bytes leads elsewhere,
and one for the same bytes to the same object, whoever asks.

Names never change: stored objects would be lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from uuid import UUID, uuid4

from dds_upload.core.storage.digest import HEX_LENGTH, Digest, is_value_of
from dds_upload.core.storage.manifest import ObjectKey

#: Containers that spread what lies in them.
_SPREAD = re.compile(r"(content|assembled)-[0-9a-f]{2}")

#: What a lease makes below its upload. No kind is a number: that would be a chunk.
_OF_A_LEASE = re.compile(r"[0-9a-f-]{36}/[a-z][a-z0-9_]*-([0-9]{1,18})")

#: No chunk's number has more digits.
_DIGITS_MAX = 10


def project_container(project_id: UUID) -> str:
    """Where the uploads of a project are, chunks and files."""
    return str(project_id)


def assembled_container(upload_id: UUID) -> str:
    """Where a file made of blobs is."""
    return f"assembled-{upload_id.hex[:2]}"


def is_container(name: str) -> bool:
    """Whether a container of that name is one of these, as far as its name tells."""
    if _SPREAD.fullmatch(name):
        return True
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def file_key(container: str, upload_id: UUID, lease: int | None = None) -> ObjectKey:
    """The finished file of an upload; of one by offset, as the lease of that number made it.

    One by offset may be open again and get other chunks. So each lease joins them to a file of its
    own: a worker that was given up on can change nothing here either.
    """
    tree = tree_key(container, upload_id)
    return tree if lease is None else ObjectKey(container, f"{tree.name}/file-{lease}")


def tree_key(container: str, upload_id: UUID) -> ObjectKey:
    """What everything of an upload's own is at or below."""
    return ObjectKey(container, str(upload_id))


def derived_key(container: str, upload_id: UUID, kind: str, lease: int) -> ObjectKey:
    """What the lease of that number derived from the file; a kind is a word without slashes."""
    return ObjectKey(container, f"{upload_id}/{kind}-{lease}")


def lease_of(key: ObjectKey) -> int | None:
    """The number of the lease that made or derived this; None for what no lease made."""
    match = _OF_A_LEASE.fullmatch(key.name)
    return int(match[1]) if match else None


def chunk_key(
    container: str, upload_id: UUID, number: int, digest: Digest | None = None
) -> ObjectKey:
    """The chunk of that number and content; no digest: its name says nothing of its content."""
    promise = f"-{digest.value}" if digest else ""
    return ObjectKey(container, f"{upload_id}/{number}{promise}")


def whole_key(container: str, upload_id: UUID) -> ObjectKey:
    """The one piece of an upload that is sent as a whole."""
    return chunk_key(container, upload_id, 1)


class ChunkName(NamedTuple):
    """What the key of a chunk says; `promise` is the value of a digest, None where it has none."""

    upload_id: UUID
    number: int
    promise: str | None


def chunk_of(key: ObjectKey) -> ChunkName | None:
    """What a chunk's key says; None for what is no chunk's."""
    upload, _, chunk = key.name.partition("/")
    number, dash, promise = chunk.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS_MAX):
        return None
    if dash and not any(is_value_of(algorithm, promise) for algorithm in HEX_LENGTH):
        return None
    try:
        found = ChunkName(UUID(upload), int(number), promise if dash else None)
    except ValueError:
        return None
    return found if f"{found.upload_id}/{found.number}{dash}{promise}" == key.name else None


def blob_key(blob_id: UUID) -> ObjectKey:
    """A chunk that is kept once for all."""
    tree = blobs_near(blob_id)
    return ObjectKey(tree.container, f"{tree.name}/{blob_id}")


def blobs_near(some_id: UUID) -> ObjectKey:
    """What those blobs are below whose ids begin as that one does: one of 65,536 on average."""
    digits = some_id.hex
    return ObjectKey(f"content-{digits[:2]}", digits[2:4])


def new_id_near(some_id: UUID) -> UUID:
    """A random id of a blob that lies near it."""
    return UUID(bytes=some_id.bytes[:2] + uuid4().bytes[2:])


def blob_of(key: ObjectKey) -> UUID:
    """The id of a blob by its key. Raises ValueError for what is no blob's."""
    blob_id = UUID(key.name.rpartition("/")[2])
    if blob_key(blob_id) != key:
        raise ValueError(f"{key} is no blob's")
    return blob_id


def owner_of(key: ObjectKey) -> UUID | None:
    """The id of the upload or blob that a key names, as far as its name tells; None: none."""
    first, _, second = key.name.partition("/")
    try:
        return UUID(second if key.container.startswith("content-") else first)
    except ValueError:
        return None
