"""The names of stored objects: each kind of name is built here, and read here.

At every provider:

    <project id>/                   the container of a project
        <upload id>                 the finished file: a manifest over the segments below
        <upload id>/<number>-<hex>  a chunk: its number in decimal without padding, and the digest
                                    that was announced of it
        <upload id>/<number>        a chunk as the first releases granted it
        <upload id>/1               the only chunk of an upload that is sent as one piece, whose
                                    digest is not announced
    content-<aa>/                   chunks that are kept once for all: blobs
        <bb>/<blob id>              aa and bb begin the id and spread the blobs; ids of blobs that
                                    were first stored for one upload by offset begin as its id does
    assembled-<cc>/                 files made of blobs; cc begins the id and spreads them
        <upload id>                 the finished file: a manifest over blobs
        <upload id>/<kind>-<n>      a file that the n-th lease derived from it: symbol caches ...
        <upload id>/file-<n>        the finished file as the n-th lease made it, if its chunks are
                                    placed by offset

The name of a chunk contains its announced digest. So a signed URL for other bytes leads to another
object, and one for the same bytes to the same object, for every client.

Names never change: stored objects would be lost.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from uuid import UUID, uuid4

from dds_upload.core.storage.digest import HEX_LENGTH, Digest, is_value_of
from dds_upload.core.storage.manifest import ObjectKey

#: Containers over which blobs and files made of blobs are spread.
_SPREAD = re.compile(r"(content|assembled)-[0-9a-f]{2}")

#: Names of files that a lease makes below its upload. A kind is no number: chunks have numbers.
_OF_A_LEASE = re.compile(r"[0-9a-f-]{36}/[a-z][a-z0-9_]*-([0-9]{1,18})")

#: No chunk's number has more digits.
_DIGITS_MAX = 10


def project_container(project_id: UUID) -> str:
    """The container of a project's uploads: their chunks and files."""
    return str(project_id)


def assembled_container(upload_id: UUID) -> str:
    """The container of a file made of blobs."""
    return f"assembled-{upload_id.hex[:2]}"


def is_container(name: str) -> bool:
    """Whether the name is that of a container of this service."""
    if _SPREAD.fullmatch(name):
        return True
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def file_key(container: str, upload_id: UUID, lease: int | None = None) -> ObjectKey:
    """The finished file of an upload; for one by offset, as the lease of that number made it.

    An upload by offset may be open again and get other chunks. So each lease joins them to its own
    file: a worker that lost its lease can change nothing.
    """
    tree = tree_key(container, upload_id)
    return tree if lease is None else ObjectKey(container, f"{tree.name}/file-{lease}")


def tree_key(container: str, upload_id: UUID) -> ObjectKey:
    """The key that begins the names of all of an upload's own objects."""
    return ObjectKey(container, str(upload_id))


def derived_key(container: str, upload_id: UUID, kind: str, lease: int) -> ObjectKey:
    """The file that the lease of that number derived from the upload's file.

    A kind has no slashes.
    """
    return ObjectKey(container, f"{upload_id}/{kind}-{lease}")


def lease_of(key: ObjectKey) -> int | None:
    """The number of the lease that made or derived this; None if no lease did."""
    match = _OF_A_LEASE.fullmatch(key.name)
    return int(match[1]) if match else None


def chunk_key(
    container: str, upload_id: UUID, number: int, digest: Digest | None = None
) -> ObjectKey:
    """The chunk of that number and content.

    Without a digest its name says nothing of its content.
    """
    suffix = f"-{digest.value}" if digest else ""
    return ObjectKey(container, f"{upload_id}/{number}{suffix}")


def whole_key(container: str, upload_id: UUID) -> ObjectKey:
    """The only piece of an upload that is sent as a whole."""
    return chunk_key(container, upload_id, 1)


class ChunkName(NamedTuple):
    """The parts of a chunk's key; `digest_value` is None if the name has no digest."""

    upload_id: UUID
    number: int
    digest_value: str | None


def chunk_of(key: ObjectKey) -> ChunkName | None:
    """The parts of a chunk's key; None for a key of another object."""
    upload, _, chunk = key.name.partition("/")
    number, dash, value = chunk.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS_MAX):
        return None
    if dash and not any(is_value_of(algorithm, value) for algorithm in HEX_LENGTH):
        return None
    try:
        found = ChunkName(UUID(upload), int(number), value if dash else None)
    except ValueError:
        return None
    return found if f"{found.upload_id}/{found.number}{dash}{value}" == key.name else None


def blob_key(blob_id: UUID) -> ObjectKey:
    """A chunk that is kept once for all."""
    tree = blobs_near(blob_id)
    return ObjectKey(tree.container, f"{tree.name}/{blob_id}")


def blobs_near(some_id: UUID) -> ObjectKey:
    """The common beginning of the keys of blobs near that id: one of 65,536 blobs on average."""
    digits = some_id.hex
    return ObjectKey(f"content-{digits[:2]}", digits[2:4])


def new_id_near(some_id: UUID) -> UUID:
    """A random id of a blob near that id."""
    return UUID(bytes=some_id.bytes[:2] + uuid4().bytes[2:])


def blob_of(key: ObjectKey) -> UUID:
    """The id of a blob by its key. Raises ValueError for a key of another object."""
    blob_id = UUID(key.name.rpartition("/")[2])
    if blob_key(blob_id) != key:
        raise ValueError(f"{key} is no blob's")
    return blob_id


def owner_of(key: ObjectKey) -> UUID | None:
    """The id of the upload or blob in the name of a key; None if the name has no such id."""
    first, _, second = key.name.partition("/")
    try:
        return UUID(second if key.container.startswith("content-") else first)
    except ValueError:
        return None
