"""Commits: tries to make a file of an upload's placed chunks; and the artifacts that they make.

The upload's row is the truth about the work. A commit keeps the result of one try for its client,
also after the upload is gone. An artifact is a content of its owner: there is one for each owner
and SHA-256.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.upload import Upload


class CommitState(StrEnum):
    """The state of a commit."""

    WAITING = "waiting"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Commit:
    """One try; `claimed` is the whole file's SHA-256 as its client gave it.

    Once it has ended, either `failure` is the reason, or `artifact_id` is the artifact that it
    made, which may have been deleted since. `correlation_id` is the client's name for the request.
    """

    id: UUID
    upload_id: UUID
    owner_id: UUID
    claimed: Digest
    correlation_id: str
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    failure: Failure | None = None
    artifact_id: UUID | None = None

    @property
    def state(self) -> CommitState:
        """The state, which follows from the other fields."""
        if self.finished_at is not None:
            return CommitState.COMPLETED if self.failure is None else CommitState.FAILED
        return CommitState.WAITING if self.started_at is None else CommitState.RUNNING


@dataclass(frozen=True, slots=True)
class Artifact:
    """A content of its owner; `upload_id` is the last upload it was made of, `size` is in bytes."""

    id: UUID
    owner_id: UUID
    upload_id: UUID
    sha256: str
    size: int
    created_at: datetime


def heir_of(upload: Upload, others: Sequence[Upload]) -> Upload | None:
    """The complete upload that inherits an artifact when the artifact's own upload is discarded."""
    return next((other for other in others if other.id != upload.id), None)
