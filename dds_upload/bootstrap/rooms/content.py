"""Builds the operations of files by content: they are requested, and delivered into projects."""

from __future__ import annotations

from dds_upload.adapters.jobs import ASSEMBLE
from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.blobs.bundle import BlobOperations
from dds_upload.operations.content.begin_files import BeginFiles
from dds_upload.operations.content.bundle import ContentOperations
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.content.find_paths import FindPaths
from dds_upload.operations.content.judge_files import JudgeFiles
from dds_upload.operations.content.request_files import RequestFiles
from dds_upload.operations.uploads.begin_upload import BeginUpload


def build_content(
    parts: Parts,
    records: Records,
    *,
    accounts: AccountOperations,
    blobs: BlobOperations,
    begin: BeginUpload,
) -> ContentOperations:
    """The operations.

    Requests are judged by the default provider and by the operator's own limit.
    """
    judge = JudgeFiles(
        blobs=records.blobs,
        confirm=blobs.confirm,
        providers=parts.providers,
        processors=parts.processors,
        begin=begin,
        file_max_size=parts.settings.sentry.max_file_size,
        clock=parts.clock,
    )
    deliver = DeliverFiles(records.projects, records.deliveries, FindPaths(records.deliveries))
    request = RequestFiles(
        access=accounts.access,
        requested_files=records.requested_files,
        blobs=records.blobs,
        confirm=blobs.confirm,
        providers=parts.providers,
        judge=judge,
        deliver=deliver,
        begin=BeginFiles(
            requested_files=records.requested_files,
            deliver=deliver,
            transactions=parts.database,
            queue_assembly=parts.jobs.hint(ASSEMBLE),
            clock=parts.clock,
        ),
        clock=parts.clock,
    )
    return ContentOperations(request, deliver)
