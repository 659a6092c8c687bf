"""Puts together what makes files of chunks, and what can be done with files by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.content.content_uploads import ContentUploadTable
from db.content.deliveries import DeliveryTable
from db.content.requested_files import RequestedFileTable
from db.directory.projects import ProjectTable
from db.uploads.work_queue import AssemblyQueueTable
from dds_upload.bootstrap.pulp import assemble_commit
from dds_upload.core.content.processing import Processor, Processors
from dds_upload.operations.content.assemble_content import AssembleContent
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.content.judge_content import JudgeContent
from dds_upload.operations.content.request_files import RequestFiles
from dds_upload.operations.uploads.assemble_chunks import AssembleChunks
from dds_upload.operations.uploads.assemble_upload import Assemblers, AssembleUpload
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
    records = AssemblyQueueTable(database)
    by_number = AssembleChunks(records, service.ledger, database, service.storages, clock)
    assemblers = Assemblers(by_number, assemble_content(service), assemble_commit(service))
    return AssembleUpload(records, database, clock, assemblers)


def assemble_content(service: Service) -> AssembleContent:
    """What the worker does with an upload by content."""
    database = service.database
    return AssembleContent(
        AssemblyQueueTable(database),
        ContentUploadTable(database),
        service.join_blobs,
        service.check_blobs,
        database,
        service.storages,
        service.processors,
        _place_files(service),
        service.clock,
    )


def request_assembly(service: Service) -> RequestFiles:
    """What protocols ask for files by content with."""
    database, clock = service.database, service.clock
    judge = JudgeContent(
        service.blobs,
        service.storages,
        service.processors,
        service.settings.sentry.max_file_size,
        clock,
    )
    return RequestFiles(
        service.access,
        RequestedFileTable(database),
        judge,
        _place_files(service),
        database,
        service.hint_assembly,
        clock,
    )


def _place_files(service: Service) -> DeliverFiles:
    return DeliverFiles(ProjectTable(service.database), DeliveryTable(service.database))
