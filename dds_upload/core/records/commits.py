"""What is remembered of commits and of the artifacts that came of them; an owner sees their own."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.commits import Artifact, Commit
from dds_upload.core.listing import Excerpt, Listing


class Commits(Protocol):
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

    def fail(self, upload_id: UUID, error: str, now: datetime) -> None:
        """It has ended badly, by the transaction that reopens or withdraws the upload."""
        ...


class Artifacts(Protocol):
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

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Artifact]:
        """The owner's artifacts. Fields: `id`, `sha256`, `size`, `created_at`."""
        ...
