"""The operations of placed chunks as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.placements.artifacts import (
    ManageArtifacts,
    ReadCommits,
    ReadPlacedUploads,
)
from dds_upload.operations.placements.commit_upload import CommitUpload
from dds_upload.operations.placements.create_artifact import CreateArtifact
from dds_upload.operations.placements.create_placed_upload import CreatePlacedUpload
from dds_upload.operations.placements.place_chunk import PlaceChunk
from dds_upload.operations.placements.withdraw_upload import WithdrawUpload


@dataclass(frozen=True, slots=True)
class PlacementOperations:
    """Uploads whose chunks are placed at byte offsets, their commits, and their artifacts."""

    create: CreatePlacedUpload
    read: ReadPlacedUploads
    place: PlaceChunk
    commit: CommitUpload
    withdraw: WithdrawUpload
    read_commits: ReadCommits
    create_artifact: CreateArtifact
    artifacts: ManageArtifacts
