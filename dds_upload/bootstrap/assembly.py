"""Puts together what makes files of chunks, and what can be done with files by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.content.content_uploads import ContentUploadTable
from db.content.deliveries import DeliveryTable
from db.content.requested_files import RequestedFileTable
from db.directory.projects import ProjectTable
from db.uploads.work_queue import AssemblyQueueTable
from dds_upload.bootstrap.pulp import artifact_outcome
from dds_upload.core.content.processing import Processor, Processors
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.operations.blobs.blob_parts import BlobParts
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.content.files_outcome import FilesOutcome
from dds_upload.operations.content.judge_content import JudgeContent
from dds_upload.operations.content.request_files import RequestFiles
from dds_upload.operations.uploads.assemble_upload import AssembleUpload
from dds_upload.operations.uploads.begin_upload import BeginUpload
from dds_upload.operations.uploads.join_segments import JoinSegments
from dds_upload.operations.uploads.outcomes import NoOutcome, Outcomes
from dds_upload.operations.uploads.parts import NumberedParts, Parts, WholePart
from dds_upload.operations.uploads.prove_claim import ProveClaim
from dds_upload.protocols.sentry.kinds import ARTIFACT_BUNDLES, DEBUG_FILES, PROGUARD_MAPPINGS

if TYPE_CHECKING:
    from dds_upload.bootstrap.service import Service


def processors() -> Processors:
    """For the kinds that this installation takes; debug files need an optional library."""
    by_kind: dict[str, Processor | None] = {PROGUARD_MAPPINGS: None, ARTIFACT_BUNDLES: None}
    try:
        from dds_upload.adapters.symbols import read_debug_file
    except ImportError:
        return Processors(by_kind)
    return Processors({DEBUG_FILES: read_debug_file, **by_kind})


def assemble_upload(service: Service) -> AssembleUpload:
    """What the worker does with an upload of any kind."""
    database, clock = service.database, service.clock
    blobs = BlobParts(service.blobs, service.check_blobs, clock)
    parts: dict[Addressing, Parts] = {
        Addressing.WHOLE: WholePart(),
        Addressing.NUMBER: NumberedParts(service.ledger),
        Addressing.CONTENT: blobs,
        Addressing.OFFSET: blobs,
    }
    return AssembleUpload(
        AssemblyQueueTable(database),
        parts,
        JoinSegments(service.storages),
        ProveClaim(service.storages),
        outcomes(service),
        database,
        clock,
    )


def outcomes(service: Service) -> Outcomes:
    """What comes of uploads, by kind."""
    none = NoOutcome(AssemblyQueueTable(service.database), service.uploads, service.clock)
    return Outcomes(
        none,
        {
            OutcomeKind.ARTIFACT: artifact_outcome(service),
            OutcomeKind.FILES: _files_outcome(service),
        },
    )


def _files_outcome(service: Service) -> FilesOutcome:
    database = service.database
    return FilesOutcome(
        AssemblyQueueTable(database),
        service.uploads,
        ContentUploadTable(database),
        service.storages,
        service.processors,
        _deliver_files(service),
        database,
        service.clock,
    )


def request_assembly(service: Service) -> RequestFiles:
    """What protocols ask for files by content with."""
    database, clock = service.database, service.clock
    judge = JudgeContent(
        service.blobs,
        service.storages,
        service.processors,
        BeginUpload(service.uploads, clock),
        service.settings.sentry.max_file_size,
        clock,
    )
    return RequestFiles(
        service.access,
        RequestedFileTable(database),
        judge,
        _deliver_files(service),
        database,
        service.hint_assembly,
        clock,
    )


def _deliver_files(service: Service) -> DeliverFiles:
    return DeliverFiles(ProjectTable(service.database), DeliveryTable(service.database))
