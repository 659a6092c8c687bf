"""What is remembered of uploads whose chunks are placed at byte offsets, and of those chunks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.failure import Failure
from dds_upload.core.listing import Excerpt, Listing
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.placement import PlacedChunk
from dds_upload.core.ranges import ByteRange
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload


class PlacementRecords(Protocol):
    """Uploads by offset; an owner sees their own. The chunks are blobs, which they keep in use."""

    def find(self, upload_id: UUID, owner_id: UUID, outcome: OutcomeKind | None) -> Upload | None:
        """The owner's upload of that outcome, in whatever state; one query."""
        ...

    def hold(self, upload_id: UUID, owner_id: UUID, outcome: OutcomeKind | None) -> Upload | None:
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

    def damaged(self, upload_id: UUID) -> frozenset[int]:
        """The offsets of those that storage has lost, or holds other bytes of; one query."""
        ...

    def page(
        self, owner_id: UUID, outcome: OutcomeKind | None, listing: Listing
    ) -> Excerpt[Upload]:
        """The owner's uploads of that outcome that are open or being assembled.

        Fields: `id`, `size`, `created_at`, `active_at`.
        """
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

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Commit]:
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

    def fail(self, upload_id: UUID, failure: Failure, now: datetime) -> None:
        """It has ended badly, by the transaction that reopens or withdraws the upload."""
        ...


class ArtifactRecords(Protocol):
    """Artifacts, each of the last upload that it was made of or that inherited it."""

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

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Artifact]:
        """The owner's artifacts. Fields: `id`, `sha256`, `size`, `created_at`."""
        ...

    def hold_content(self, sha256: str, owner_id: UUID) -> Sequence[Upload]:
        """Inside a transaction: the owner's complete uploads of that content, as `hold` does."""
        ...

    def hand_over(self, upload_id: UUID, heir_id: UUID) -> None:
        """The artifact of the one upload is the other's from now on; both must be held."""
        ...

    def remove(self, upload_ids: Collection[UUID]) -> None:
        """The artifacts of these uploads are no more."""
        ...
