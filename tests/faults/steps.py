"""The steps at which a process of the service can be stopped or refused, by their names.

`where` names a method; the step is reached before or after it. After an operation its transaction
is over, so its rows are there and its answer is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class When(StrEnum):
    """Of the method's call."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Step:
    """One of them; `where` is `module:Class.method`."""

    name: str
    where: str
    when: When = When.AFTER


_OPERATIONS = "dds_upload.operations"

BEGUN = Step(
    "upload begun, not answered",
    f"{_OPERATIONS}.uploads.begin_with_chunks:BeginWithChunks.__call__",
)
GRANTED = Step(
    "chunks granted, not answered", f"{_OPERATIONS}.uploads.grant_chunks:GrantChunks.__call__"
)
IN_BYTES = Step("in a chunk's bytes", "providers.verified_source:VerifiedSource._take")
DRAFTED = Step("in a chunk's draft", "providers.local.draft:LocalDraft.write")
STORED = Step(
    "chunk stored, not answered", f"{_OPERATIONS}.uploads.store_chunk:StoreChunk.__call__"
)
COMPLETED = Step("completed, not assembled", "db.uploads.uploads:UploadTable.begin_assembly")
LEASED = Step("assembly begun", "db.uploads.work_queue:AssemblyQueueTable.lease")
JOINED = Step(
    "manifest written, its row not", f"{_OPERATIONS}.uploads.join_segments:JoinSegments.__call__"
)
FINISHED = Step(
    "assembled, not answered", f"{_OPERATIONS}.uploads.assemble_upload:AssembleUpload.assemble"
)
FILED = Step("file made, not answered", f"{_OPERATIONS}.directory.files:CreateFile.__call__")

PURGED = Step("purged, bytes there", "db.uploads.retention:RetentionTable.purge")
REMOVING = Step(
    "bytes about to go",
    f"{_OPERATIONS}.uploads.remove_bytes:RemoveBytes.__call__",
    When.BEFORE,
)
REMOVED = Step("bytes gone, its row not told", "db.uploads.upkeep:UpkeepTable.removed", When.BEFORE)

PLACED_BEGUN = Step(
    "upload begun by offset, not answered",
    f"{_OPERATIONS}.placements.create_placed_upload:CreatePlacedUpload.__call__",
)
BLOB_STORED = Step("chunk stored, its row not", "db.blobs.blobs:BlobTable.add", When.BEFORE)
BLOB_KNOWN = Step("chunk known, not in its place", "db.blobs.blobs:BlobTable.add")
PLACED = Step(
    "chunk placed, not answered", f"{_OPERATIONS}.placements.place_chunk:PlaceChunk.__call__"
)
COMMITTED = Step(
    "committed, not assembled",
    f"{_OPERATIONS}.uploads.assemble_upload:AssembleUpload.__call__",
    When.BEFORE,
)
COMMIT_ENDED = Step(
    "commit ended, not answered",
    f"{_OPERATIONS}.placements.commit_upload:CommitUpload.__call__",
)
REQUESTED = Step(
    "file asked for, not answered",
    f"{_OPERATIONS}.content.request_files:RequestFiles.__call__",
)
WRITING = Step("a file is written", "providers.local.disk:UnpublishedFile.write", When.BEFORE)

#: All of them, in which each name is there once.
STEPS = (
    *(BEGUN, GRANTED, IN_BYTES, DRAFTED, STORED, COMPLETED, LEASED, JOINED, FINISHED, FILED),
    *(PURGED, REMOVING, REMOVED),
    *(PLACED_BEGUN, BLOB_STORED, BLOB_KNOWN, PLACED, COMMITTED, COMMIT_ENDED, REQUESTED, WRITING),
)
