"""Puts together what Pulp's protocol needs: uploads by offset, their commits, and artifacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.placements.artifacts import ArtifactTable
from db.placements.commits import CommitTable
from db.placements.placements import PlacementTable
from db.uploads.work_queue import AssemblyQueueTable
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.operations.blobs.store_stream import StoreStream
from dds_upload.operations.placements.artifact_outcome import ArtifactOutcome
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
from dds_upload.operations.uploads.begin_upload import BeginUpload
from dds_upload.protocols.pulp import about, artifacts, tasks, uploads
from dds_upload.protocols.pulp.artifacts import ArtifactOperations
from dds_upload.protocols.pulp.uploads import UploadOperations
from dds_upload.web.origin import origin_of

if TYPE_CHECKING:
    from dds_upload.bootstrap.service import Service


def artifact_outcome(service: Service) -> ArtifactOutcome:
    """What comes of an upload that is committed."""
    database = service.database
    return ArtifactOutcome(
        AssemblyQueueTable(database),
        service.uploads,
        CommitTable(database),
        ArtifactTable(database),
        database,
        service.clock,
    )


def pulp_routes(service: Service) -> dict[str, object]:
    """Resources by path."""
    origin = origin_of(service.settings.public_url)
    commits = CommitTable(service.database)
    doing, making = upload_operations(service), artifact_operations(service)
    return {
        **uploads.routes(doing, origin),
        **artifacts.routes(making, origin),
        **tasks.routes(ReadCommits(commits), origin),
        **about.routes(service.check_database, origin),
    }


def upload_operations(service: Service) -> UploadOperations:
    """What the resources of uploads call."""
    database, storages, clock = service.database, service.storages, service.clock
    placements = PlacementTable(database)
    return UploadOperations(
        create=_create(service),
        read=ReadPlacedUploads(placements),
        place=PlaceChunk(
            placements, _store(service), database, storages, clock, OutcomeKind.ARTIFACT
        ),
        commit=_commit(service),
        withdraw=_withdraw(service),
        storages=storages,
        release=database.release,
    )


def artifact_operations(service: Service) -> ArtifactOperations:
    """What the resources of artifacts call."""
    database, clock = service.database, service.clock
    placements, made = PlacementTable(database), ArtifactTable(database)
    return ArtifactOperations(
        create=CreateArtifact(
            made,
            placements,
            _store(service),
            _create(service),
            _commit(service),
            _withdraw(service),
            database,
            service.storages,
            clock,
        ),
        manage=ManageArtifacts(made, placements, service.uploads, database, clock),
        release=database.release,
    )


def _create(service: Service) -> CreatePlacedUpload:
    return CreatePlacedUpload(
        BeginUpload(service.uploads, service.clock), service.storages, OutcomeKind.ARTIFACT
    )


def _store(service: Service) -> StoreStream:
    return StoreStream(service.blobs, service.remember_blobs, service.clock)


def _commit(service: Service) -> CommitUpload:
    return CommitUpload(
        service.uploads,
        PlacementTable(service.database),
        CommitTable(service.database),
        service.database,
        service.assemble_upload,
        service.hint_assembly,
        service.clock,
    )


def _withdraw(service: Service) -> WithdrawUpload:
    database = service.database
    placements, commits = PlacementTable(database), CommitTable(database)
    return WithdrawUpload(placements, service.uploads, commits, database, service.clock)
