"""What is remembered of uploads whose chunks are placed at byte offsets, and of those chunks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts import Caller
from dds_upload.core.chunk import ByteRange
from dds_upload.core.listing import Excerpt, Listing
from dds_upload.core.placement import PlacedChunk
from dds_upload.core.tally import Tally
from dds_upload.core.upload import Upload


class Placements(Protocol):
    """Uploads by offset; an owner sees their own. The chunks are blobs, which they keep in use."""

    def find(self, upload_id: UUID, owner_id: UUID) -> Upload | None:
        """The owner's upload, in whatever state; one query."""
        ...

    def hold(self, upload_id: UUID, owner_id: UUID) -> Upload | None:
        """The same inside a transaction: nobody else changes it until that ends."""
        ...

    def around(self, upload_id: UUID, wanted: ByteRange) -> Sequence[ByteRange]:
        """All chunks that matter for one at `wanted`, if not all that overlap it; one query.

        The last that begins before it, the one that begins with it, and the next.
        """
        ...

    def place(
        self, upload: Upload, offset: int, blob_id: UUID, tally: Tally, now: datetime
    ) -> None:
        """Put a blob there, instead of what is at that offset; the upload must be held and open.

        Raises Conflict where the blob is gone.
        """
        ...

    def chunks(self, upload_id: UUID) -> Sequence[PlacedChunk]:
        """All of them, by ascending offset; one query."""
        ...

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Upload]:
        """The owner's uploads that are open or being committed.

        Fields: `id`, `size`, `created_at`, `active_at`.
        """
        ...

    def hold_content(self, sha256: str, owner_id: UUID) -> Sequence[Upload]:
        """Inside a transaction: the owner's complete uploads of that content, as `hold` does."""
        ...

    def purge(self, uploads: Sequence[Upload], caller: Caller, now: datetime) -> None:
        """These, held and complete, and the artifact of them: their bytes are due to go."""
        ...

    def reopen(self, upload: Upload, now: datetime) -> bool:
        """Assembling -> open, without chunks that storage has lost; false if the claim was lost."""
        ...
