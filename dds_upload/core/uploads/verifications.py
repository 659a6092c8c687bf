"""Finished files that are read back once, because nothing yet proves them as a whole.

Storage has compared each chunk. Only the digest of the whole file proves that they are in the right
order and belong to the same file; an md5 of the whole cannot be computed from those of its chunks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class ReadProgress:
    """How far a file was read: bytes from its beginning, and the state of the hasher."""

    position: int
    state: bytes


@dataclass(frozen=True, slots=True)
class Verification:
    """A file to read back; `progress` is None at its beginning.

    `leases` is another number each time it is taken: a worker that lost its lease can change
    nothing. `attempts` counts how often it was taken since its last progress.
    """

    upload: Upload
    progress: ReadProgress | None
    leases: int
    attempts: int


class VerificationRecords(Protocol):
    """The files to read back, with their progress."""

    def begin(self, upload_id: UUID, now: datetime) -> None:
        """Make the file due; in the transaction that completes the upload."""
        ...

    def lease(self, now: datetime, until: datetime) -> Verification | None:
        """Take the file that has been due for longest, until then; None if none is due."""
        ...

    def keep(
        self, verification: Verification, progress: ReadProgress | None, until: datetime
    ) -> bool:
        """Remember the progress, and hold the file until then; false if the lease was lost."""
        ...

    def postpone(self, verification: Verification, until: datetime) -> None:
        """Make the file due again then; its progress stays."""
        ...

    def finish(self, verification: Verification) -> bool:
        """The whole file is proven; false if the lease was lost."""
        ...

    def fail(self, verification: Verification, failure: Failure, now: datetime) -> bool:
        """Complete -> failed; false if the lease was lost."""
        ...

    def drop(self, verification: Verification) -> None:
        """Forget the file: there is nothing to read any more."""
        ...
