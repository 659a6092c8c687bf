"""Artifacts, uploads by offset and commits as their owner reads them.

And how artifacts are removed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import InUse, NotFound, ValidationFailed
from dds_upload.core.listing import Excerpt, Listing
from dds_upload.core.placements.commits import Artifact, Commit
from dds_upload.core.placements.placement import PlacedChunk
from dds_upload.core.placements.records import ArtifactRecords, CommitRecords, PlacementRecords
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.operations.uploads.is_used import IsUsed


@dataclass(frozen=True, slots=True)
class ReadPlacedUploads:
    """Uploads that are open or being committed; a complete upload is shown as its artifact."""

    placements: PlacementRecords

    def one(self, caller: Caller, upload_id: UUID) -> tuple[Upload, list[PlacedChunk]]:
        """The upload and its chunks, by ascending offset. Raises NotFound (`upload`)."""
        upload = self.placements.find(upload_id, caller.user.id, OutcomeKind.ARTIFACT)
        if upload is None or upload.state not in (UploadState.OPEN, UploadState.ASSEMBLING):
            raise NotFound(Kind.UPLOAD)
        return upload, list(self.placements.chunks(upload_id))

    def page(self, caller: Caller, listing: Listing) -> Excerpt[Upload]:
        """Some of the uploads."""
        return self.placements.page(caller.user.id, OutcomeKind.ARTIFACT, listing)


@dataclass(frozen=True, slots=True)
class ReadCommits:
    """Commits, as their owner reads them."""

    commits: CommitRecords

    def one(self, caller: Caller, commit_id: UUID) -> Commit:
        """The commit. Raises NotFound (`commit`)."""
        commit = self.commits.get(commit_id, caller.user.id)
        if commit is None:
            raise NotFound(Kind.COMMIT)
        return commit

    def page(self, caller: Caller, listing: Listing) -> Excerpt[Commit]:
        """Some of the commits."""
        return self.commits.page(caller.user.id, listing)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManageArtifacts:
    """Artifacts, as their owner reads and deletes them."""

    artifacts: ArtifactRecords
    placements: PlacementRecords
    uploads: UploadRecords
    is_used: IsUsed
    transactions: Transactions
    clock: Clock

    def one(self, caller: Caller, artifact_id: UUID) -> Artifact:
        """The artifact. Raises NotFound (`artifact`)."""
        artifact = self.artifacts.get(artifact_id, caller.user.id)
        if artifact is None:
            raise NotFound(Kind.ARTIFACT)
        return artifact

    def of_upload(self, caller: Caller, upload_id: UUID) -> Artifact:
        """The artifact that a committed upload became.

        Raises ValidationFailed naming `upload` if there is none, or no longer one.
        """
        upload = self.placements.find(upload_id, caller.user.id, OutcomeKind.ARTIFACT)
        if upload is None or upload.state is not UploadState.COMPLETE or upload.claimed is None:
            raise ValidationFailed.of(Reason.UPLOAD_NOT_COMPLETED, Field.UPLOAD)
        found = self.artifacts.with_content(upload.claimed.value, caller.user.id)
        if found is None:
            raise ValidationFailed.of(Reason.CONTENT_MISSING, Field.UPLOAD)
        return found

    def page(self, caller: Caller, listing: Listing) -> Excerpt[Artifact]:
        """Some of the artifacts."""
        return self.artifacts.page(caller.user.id, listing)

    def delete(self, caller: Caller, artifact_id: UUID) -> None:
        """Delete the artifact and its bytes.

        All uploads that were committed with this content are purged: they have no artifact any
        more. Raises NotFound (`artifact`), and InUse while a file is made of it.
        """
        with self.transactions.transaction():
            artifact = self.one(caller, artifact_id)
            uploads = self.artifacts.hold_content(artifact.sha256, caller.user.id)
            if self.is_used(*(upload.id for upload in uploads)):
                raise InUse
            self.uploads.purge(uploads, caller, self.clock())
            self.artifacts.remove([upload.id for upload in uploads])
