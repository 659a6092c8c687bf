"""The layout: the name of each kind of stored object. Names are built here, and read here.

At every provider:

    <project id>/                   the container of a project
        <upload id>                 the finished file: a manifest over the segments below
        <upload id>/<number>        a chunk, the number in decimal without padding
        <upload id>/1               the only chunk of an upload that is sent as one piece
    content-<aa>/                   chunks that are kept once for all: blobs
        <bb>/<blob id>              aa and bb begin the id and spread the blobs
    assembled-<cc>/                 files made of blobs; cc begins the id and spreads them
        <upload id>                 the finished file: a manifest over blobs
        <upload id>/<kind>-<n>      what was derived from it by the n-th claim: symbol caches ...
        <upload id>/file-<n>        the finished file as the n-th claim made it, where its chunks
                                    are placed by offset

Names never change: stored objects would be lost.
"""

from __future__ import annotations

from uuid import UUID

from dds_upload.core.storage.manifest import ObjectKey

#: No chunk's number has more digits.
_DIGITS_MAX = 10


def project_container(project_id: UUID) -> str:
    """Where the uploads of a project are, chunks and files."""
    return str(project_id)


def assembled_container(upload_id: UUID) -> str:
    """Where a file made of blobs is."""
    return f"assembled-{upload_id.hex[:2]}"


def file_key(container: str, upload_id: UUID, claim: int | None = None) -> ObjectKey:
    """The finished file of an upload; of one by offset, as the claim of that number made it.

    One by offset may be open again and get other chunks. So each claim joins them to a file of its
    own: a worker that was given up on can change nothing here either.
    """
    tree = tree_key(container, upload_id)
    return tree if claim is None else ObjectKey(container, f"{tree.name}/file-{claim}")


def tree_key(container: str, upload_id: UUID) -> ObjectKey:
    """What everything of an upload's own is at or below."""
    return ObjectKey(container, str(upload_id))


def derived_key(container: str, upload_id: UUID, kind: str, claim: int) -> ObjectKey:
    """What the claim of that number derived from the file; a kind is a word without slashes."""
    return ObjectKey(container, f"{upload_id}/{kind}-{claim}")


def chunk_key(container: str, upload_id: UUID, number: int) -> ObjectKey:
    """The chunk of that number."""
    return ObjectKey(container, f"{upload_id}/{number}")


def chunk_of(key: ObjectKey) -> tuple[UUID, int] | None:
    """Upload and number of a chunk by its key; None for what is no chunk's."""
    upload, _, number = key.name.partition("/")
    if not (number.isascii() and number.isdigit() and len(number) <= _DIGITS_MAX):
        return None
    try:
        found = UUID(upload), int(number)
    except ValueError:
        return None
    return found if chunk_key(key.container, *found) == key else None


def blob_key(blob_id: UUID) -> ObjectKey:
    """A chunk that is kept once for all."""
    digits = blob_id.hex
    return ObjectKey(f"content-{digits[:2]}", f"{digits[2:4]}/{blob_id}")


def blob_of(key: ObjectKey) -> UUID:
    """The id of a blob by its key. Raises ValueError for what is no blob's."""
    blob_id = UUID(key.name.rpartition("/")[2])
    if blob_key(blob_id) != key:
        raise ValueError(f"{key} is no blob's")
    return blob_id
