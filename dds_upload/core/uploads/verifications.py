"""Finished files that are read back once, since nothing yet proves what the whole of them is.

Storage has compared each chunk. That they are in the order of the file, and of one and the same
file, only its whole digest shows, and an md5 of the whole cannot be had from those of its chunks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.uploads.upload import Upload


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file was read: bytes from its beginning, and what the hasher made of them."""

    position: int
    state: bytes


@dataclass(frozen=True, slots=True)
class Verification:
    """A file that is to be read back; `progress` is None where it begins.

    `leases` counts how often it was taken on: a worker that was given up on can change nothing.
    `attempts` counts those since it last came further.
    """

    upload: Upload
    progress: Progress | None
    leases: int
    attempts: int


class VerificationRecords(Protocol):
    """Which files are to be read back, and how far that came."""

    def begin(self, upload_id: UUID, now: datetime) -> None:
        """From now on it is due; in the transaction that completes the upload."""
        ...

    def lease(self, now: datetime, until: datetime) -> Verification | None:
        """Take on the one that is due longest, until then; None where none is."""
        ...

    def keep(self, verification: Verification, progress: Progress | None, until: datetime) -> bool:
        """Remember how far it came, and hold it until then; false if the lease was lost."""
        ...

    def postpone(self, verification: Verification, until: datetime) -> None:
        """Somebody may take it on again then; what was kept of it stays."""
        ...

    def finish(self, verification: Verification) -> bool:
        """The whole is proven; false if the lease was lost."""
        ...

    def fail(self, verification: Verification, failure: Failure, now: datetime) -> bool:
        """Complete -> failed; false if the lease was lost."""
        ...

    def drop(self, verification: Verification) -> None:
        """There is nothing to be read any more."""
        ...
