"""Files that clients request by content: the request, its state, and its destinations.

A client names a file by its SHA-1, and its chunks by theirs. The upload made for it is the truth
about the work; a RequestedFile only leads from the client's name to that upload.
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

#: The findings of processing, by name; values are JSON.
Findings = Mapping[str, Any]

#: An organisation's name for a file: its kind, and the SHA-1 of the whole file.
FileKey = tuple[str, str]

#: How long a failure is the answer to the same request. Clients ask every second, so each of them
#: sees it; a client that comes back later has a reason to try again.
FAILURE_STANDS_FOR = timedelta(seconds=300)


@dataclass(frozen=True, slots=True)
class FileRequest:
    """A file as its client describes it: `chunks` are SHA-1 values in order, with repeats.

    `debug_id` is the id by which a debug file is looked up later. Some files contain their debug
    id, others do not: one map can belong to many programs.
    """

    kind: str
    checksum: str
    name: str
    chunks: tuple[str, ...]
    debug_id: str | None = None

    @property
    def key(self) -> FileKey:
        """The key of the file: its kind and its SHA-1."""
        return self.kind, self.checksum

    @property
    def chunks_digest(self) -> str:
        """A digest of the list of chunks, by which two lists are compared."""
        return sha256("".join(self.chunks).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FilesRequest:
    """Files that one client wants in a folder, named `folder`, of each of some projects.

    Files with a debug id go into a folder of that name inside it.
    """

    organization_id: UUID
    project_ids: tuple[UUID, ...]
    folder: str
    files: Sequence[FileRequest]


class RequestedFileState(StrEnum):
    """The state of a requested file, as clients see it."""

    MISSING = "missing"
    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RequestedFileStatus:
    """The answer about one file: `missing` names each missing chunk once, `failure` says why."""

    state: RequestedFileState
    missing: tuple[str, ...] = ()
    failure: Refusal | Failure | None = None
    findings: Findings | None = None
    upload_id: UUID | None = None

    @classmethod
    def failed(cls, failure: Refusal | Failure) -> RequestedFileStatus:
        """The answer for a refusal, or for a failure that has happened."""
        return cls(RequestedFileState.FAILED, failure=failure)


@dataclass(frozen=True, slots=True)
class RequestedFile:
    """The record of a requested file.

    `upload` is the last one that was made for it. `fault` is what processing could not do with a
    file that is otherwise whole.
    """

    id: UUID
    chunks_digest: str
    upload: Upload | None
    findings: Findings | None
    fault: Failure | None

    def status(self, file: FileRequest, now: datetime) -> RequestedFileStatus | None:
        """The answer to a request for the file. None: the request has to be judged anew."""
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
    """A file to assemble: its upload, and the blobs that it is made of, in order."""

    file: FileRequest
    upload: Upload
    blob_ids: Sequence[UUID]


#: The key of a destination among those of a file: its project, its name and its debug id.
DestinationKey = tuple[UUID, str, str | None]


@dataclass(frozen=True, slots=True)
class Destination:
    """The destination of a finished file, and who asked for it; `checksum` is the file's SHA-1."""

    project_id: UUID
    folder: str
    name: str
    debug_id: str | None
    checksum: str
    user_id: UUID
    agent_id: UUID | None

    @property
    def key(self) -> DestinationKey:
        """The key of the destination: for each one, the same content becomes one file."""
        return self.project_id, self.name, self.debug_id

    def paths(self) -> Iterator[tuple[str, ...]]:
        """Paths from the project's root, the best first, without end.

        A path that is taken is left alone. Files of one name and id then go into folders that are
        named by their checksums. If a file has the name of a needed folder, another folder is used.
        """
        own = () if self.debug_id is None else (self.debug_id,)
        for number in count(1):
            root = self.folder if number == 1 else f"{self.folder}-{number}"
            yield (root, *own, self.name)
            yield (root, *own, self.checksum, self.name)
