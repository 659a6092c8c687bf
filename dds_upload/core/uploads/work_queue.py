"""Uploads as a queue of work for those who finish them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.upload import Upload


class AssemblyQueue(Protocol):
    """Uploads as the worker finishes them. `leases` fences off workers that were given up on."""

    def lease(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """Take a due upload that is assembling, count the attempt; None if it is not to be had."""
        ...

    def renew(self, upload: Upload, until: datetime) -> bool:
        """Keep a lease; false if it was lost."""
        ...

    def postpone(
        self,
        upload: Upload,
        until: datetime,
        *,
        failure: Failure | None = None,
        counted: bool = True,
    ) -> None:
        """Give the lease back; the upload is due again later.

        `failure` is what its client can read of the delay meanwhile. What is not counted is no
        attempt.
        """
        ...

    def finish(self, upload: Upload, proof: Proof, now: datetime) -> bool:
        """Assembling -> complete, as proven; false if the lease was lost."""
        ...

    def fail(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Assembling -> failed; false if the lease was lost."""
        ...

    def reopen(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Assembling -> open, without the claimed digest; false if the lease was lost.

        Blobs that storage has lost are none of its chunks any more: they have to come again.
        """
        ...

    def requeue(self, upload_ids: Sequence[UUID] | None, now: datetime) -> Sequence[UUID]:
        """Failed -> assembling, for those ids or for all (None); gives those that were failed."""
        ...

    def failed(self) -> Sequence[Upload]:
        """Uploads that failed, newest first."""
        ...

    def recent(self, limit: int) -> Sequence[Upload]:
        """The newest uploads in any state."""
        ...
