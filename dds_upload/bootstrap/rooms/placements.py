"""Puts uploads by offset together, with their commits and artifacts."""

from __future__ import annotations

from dds_upload.adapters.jobs import ASSEMBLE
from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.operations.blobs.bundle import BlobOperations
from dds_upload.operations.events.bundle import EventOperations
from dds_upload.operations.placements.artifacts import (
    ManageArtifacts,
    ReadCommits,
    ReadPlacedUploads,
)
from dds_upload.operations.placements.bundle import PlacementOperations
from dds_upload.operations.placements.commit_upload import CommitUpload
from dds_upload.operations.placements.create_artifact import CreateArtifact
from dds_upload.operations.placements.create_placed_upload import CreatePlacedUpload
from dds_upload.operations.placements.heal_artifact import HealArtifact
from dds_upload.operations.placements.place_chunk import PlaceChunk
from dds_upload.operations.placements.upload_blob import UploadBlob
from dds_upload.operations.placements.withdraw_upload import WithdrawUpload
from dds_upload.operations.uploads.assemble_upload import AssembleUpload
from dds_upload.operations.uploads.begin_once import BeginOnce
from dds_upload.operations.uploads.begin_upload import BeginUpload
from dds_upload.operations.uploads.is_used import IsUsed


def build_placements(
    parts: Parts,
    records: Records,
    *,
    blobs: BlobOperations,
    events: EventOperations,
    begin: BeginUpload,
    once: BeginOnce,
    assemble: AssembleUpload,
) -> PlacementOperations:
    """The operations of uploads whose outcome is an artifact.

    A small commit is assembled at once.
    """
    database, providers, clock = parts.database, parts.providers, parts.clock
    uploads, placements = records.uploads, records.placements
    commits, artifacts = records.commits, records.artifacts
    store = blobs.store_stream
    create = CreatePlacedUpload(begin, once, providers, OutcomeKind.ARTIFACT)
    commit = CommitUpload(
        uploads=uploads,
        placements=placements,
        commits=commits,
        transactions=database,
        providers=providers,
        assemble=assemble,
        queue_assembly=parts.jobs.hint(ASSEMBLE),
        clock=clock,
    )
    withdraw = WithdrawUpload(
        placements=placements,
        uploads=uploads,
        commits=commits,
        transactions=database,
        clock=clock,
    )
    return PlacementOperations(
        create=create,
        read=ReadPlacedUploads(placements),
        place=PlaceChunk(
            placements=placements,
            store=store,
            transactions=database,
            providers=providers,
            clock=clock,
            outcome=OutcomeKind.ARTIFACT,
            count_refusal=events.count_refusal,
        ),
        commit=commit,
        withdraw=withdraw,
        read_commits=ReadCommits(commits),
        create_artifact=CreateArtifact(
            artifacts=artifacts,
            providers=providers,
            store=store,
            heal=HealArtifact(placements, records.blobs, blobs.confirm, clock),
            upload=UploadBlob(create, placements, database, clock),
            commit=commit,
            withdraw=withdraw,
        ),
        artifacts=ManageArtifacts(
            artifacts=artifacts,
            placements=placements,
            uploads=uploads,
            is_used=IsUsed(uploads, records.retention, parts.settings.retention, clock),
            transactions=database,
            clock=clock,
        ),
    )
