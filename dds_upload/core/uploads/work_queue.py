"""Uploads as a queue of work for the processes that finish them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.upload import Upload


class AssemblyQueue(Protocol):
    """Uploads as workers finish them. `leases` keeps out workers that lost their lease."""

    def lease(self, upload_id: UUID, now: datetime, until: datetime) -> Upload | None:
        """Take a due upload that is assembling, and count the attempt.

        None if it cannot be taken.
        """
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

        `failure` is the reason of the delay, which its client can read meanwhile. With `counted`
        false it is no attempt.
        """
        ...

    def finish(self, upload: Upload, proof: Proof, now: datetime) -> bool:
        """Assembling -> complete, with its proof; false if the lease was lost."""
        ...

    def fail(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Assembling -> failed; false if the lease was lost."""
        ...

    def reopen(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Assembling -> open, without the claimed digest; false if the lease was lost.

        Blobs that storage has lost are removed from its chunks: their clients have to send them
        again.
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
