"""What is remembered of uploads whose chunks are placed at byte offsets, and of those chunks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.listing import Listing
from dds_upload.core.paging import Page
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.placement import PlacedChunk
from dds_upload.core.ranges import ByteRange
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload


class PlacementRecords(Protocol):
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

    def page(self, owner_id: UUID, listing: Listing) -> Page[Upload]:
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


class CommitRecords(Protocol):
    """Commits; of each upload at most one has not ended."""

    def add(self, commit: Commit) -> None:
        """Remember a new one, by the transaction that begins the assembly."""
        ...

    def get(self, commit_id: UUID, owner_id: UUID) -> Commit | None:
        """The commit."""
        ...

    def latest(self, upload_id: UUID) -> Commit | None:
        """The last one of an upload."""
        ...

    def page(self, owner_id: UUID, listing: Listing) -> Page[Commit]:
        """The owner's commits.

        Fields: `id`, `upload_id`, `artifact_id`, `state`, `correlation_id`, `created_at`,
        `started_at`, `finished_at`, and `changed_at`, the last of those.
        """
        ...

    def start(self, upload_id: UUID, now: datetime) -> None:
        """Work on the one that has not ended has begun; a repeat keeps the first time."""
        ...

    def complete(self, upload_id: UUID, artifact_id: UUID, now: datetime) -> None:
        """It has ended well, by the transaction that finishes the upload."""
        ...

    def fail(self, upload_id: UUID, error: str, now: datetime) -> None:
        """It has ended badly, by the transaction that reopens or withdraws the upload."""
        ...


class ArtifactRecords(Protocol):
    """Artifacts; when the upload of one is discarded, it goes over to another one of that content.

    Where there is no other, it goes.
    """

    def add(self, artifact: Artifact) -> UUID:
        """Remember it; gives the id it has.

        Where its owner has that content already, that artifact stays and goes over to the upload.
        """
        ...

    def get(self, artifact_id: UUID, owner_id: UUID) -> Artifact | None:
        """The artifact."""
        ...

    def with_content(self, sha256: str, owner_id: UUID) -> Artifact | None:
        """The owner's artifact of that content."""
        ...

    def page(self, owner_id: UUID, listing: Listing) -> Page[Artifact]:
        """The owner's artifacts. Fields: `id`, `sha256`, `size`, `created_at`."""
        ...
