"""Files that clients ask for by content: what they want, what became of it, where it is to go.

A client names a file by its SHA-1, and its chunks by theirs. The upload made for it is the truth
about the work; a RequestedFile only leads from what a client names to that upload.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.reasons import Refusal
from dds_upload.core.uploads.upload import Upload, UploadState

#: What processing found out, by name; values are JSON.
Findings = Mapping[str, Any]

#: What an organisation knows a file by: its kind, and the SHA-1 of all of it.
FileKey = tuple[str, str]

#: How long a failure is the answer to the same request. Clients ask every second, so all of them
#: see it; and whoever comes back later has a reason to try again.
FAILURE_STANDS_FOR = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A file as its client describes it: `chunks` are SHA-1 values in order, with repeats.

    `debug_id` is the id that a debug file is looked up by later. The content of some says it too,
    and of others not: one map can be that of many programs.
    """

    kind: str
    checksum: str
    name: str
    chunks: tuple[str, ...]
    debug_id: str | None = None

    @property
    def key(self) -> FileKey:
        """What the file is known by."""
        return self.kind, self.checksum

    @property
    def chunks_digest(self) -> str:
        """Tells lists of chunks apart."""
        return sha256("".join(self.chunks).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FilesRequest:
    """Files that one client wants in a folder, named `folder`, of each of some projects.

    Those with a debug id are to be in a folder of that name inside it.
    """

    organization_id: UUID
    project_ids: tuple[UUID, ...]
    folder: str
    files: Sequence[FileRequest]


class RequestedFileState(StrEnum):
    """What a client is told about a file it asked for."""

    MISSING = "missing"
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RequestedFileStatus:
    """The answer about one file: `missing` chunks are named once each, `failure` says why."""

    state: RequestedFileState
    missing: tuple[str, ...] = ()
    failure: Refusal | Failure | None = None
    findings: Findings | None = None
    upload_id: UUID | None = None

    @classmethod
    def failed(cls, failure: Refusal | Failure) -> RequestedFileStatus:
        """A refusal, or a failure that has happened."""
        return cls(RequestedFileState.FAILED, failure=failure)


@dataclass(frozen=True, slots=True)
class RequestedFile:
    """What is remembered of a file that was asked for.

    `upload` is the one last made for it. `fault` is what processing could not do with a file that
    is otherwise whole.
    """

    id: UUID
    chunks_digest: str
    upload: Upload | None
    findings: Findings | None
    fault: Failure | None

    def status(self, file: FileRequest, now: datetime) -> RequestedFileStatus | None:
        """What there is to say to one who asks for the file; None: it has to be judged anew."""
        if self.upload is None:
            return None
        match self.upload.state:
            case UploadState.COMPLETE if (
                self._stands(self.upload.consistent_at, now) and self.fault
            ):
                return RequestedFileStatus(
                    RequestedFileState.FAILED,
                    failure=self.fault,
                    upload_id=self.upload.id,
                )
            case UploadState.COMPLETE:
                return RequestedFileStatus(
                    RequestedFileState.READY, findings=self.findings, upload_id=self.upload.id
                )
            case UploadState.ASSEMBLING:
                begun = (
                    RequestedFileState.RUNNING
                    if self.upload.attempts
                    else RequestedFileState.QUEUED
                )
                return RequestedFileStatus(begun, upload_id=self.upload.id)
            case UploadState.FAILED if self._stands(self.upload.failed_at, now):
                if file.chunks_digest == self.chunks_digest:
                    defect = Failure(FailureCode.INTERNAL_ERROR)
                    return RequestedFileStatus.failed(self.upload.failure or defect)
        return None

    def _stands(self, failed_at: datetime | None, now: datetime) -> bool:
        return failed_at is not None and now < failed_at + FAILURE_STANDS_FOR


@dataclass(frozen=True, slots=True)
class NewAssembly:
    """A file that is to be made: its upload, and the blobs it is made of, in order."""

    file: FileRequest
    upload: Upload
    blob_ids: Sequence[UUID]


#: What tells one destination of a file from another: its project, its name and its debug id.
DestinationKey = tuple[UUID, str, str | None]


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a finished file is to be, and who asked for that; `checksum` is its SHA-1."""

    project_id: UUID
    folder: str
    name: str
    debug_id: str | None
    checksum: str
    user_id: UUID
    agent_id: UUID | None

    @property
    def key(self) -> DestinationKey:
        """The same content is one file for each of these."""
        return self.project_id, self.name, self.debug_id

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Paths from the project's root, the best first, without end.

        One that is taken is left to what is there: files of one name and id are told apart by
        folders of their checksums, and a file that is in the way of a folder by another folder.
        """
        own = () if self.debug_id is None else (self.debug_id,)
        for number in count(1):
            root = self.folder if number == 1 else f"{self.folder}-{number}"
            yield (root, *own, self.name)
            yield (root, *own, self.checksum, self.name)
