"""Puts the DDS uploads together: begun, granted, completed, read, given up."""

from __future__ import annotations

from dds_upload.bootstrap.assembly import outcomes
from dds_upload.bootstrap.service import Service
from dds_upload.operations.uploads.abort_upload import AbortUpload
from dds_upload.operations.uploads.add_digest import AddDigest
from dds_upload.operations.uploads.begin_upload import BeginUpload
from dds_upload.operations.uploads.complete_upload import CompleteUpload
from dds_upload.operations.uploads.create_upload import CreateUpload
from dds_upload.operations.uploads.grant_chunk import GrantChunk
from dds_upload.operations.uploads.read_uploads import ReadUploads, SignWholeUpload
from dds_upload.protocols.dds.uploads import UploadOperations


def upload_operations(service: Service) -> UploadOperations:
    """What the DDS upload resources call."""
    database, storages, access = service.database, service.storages, service.access
    find, uploads, clock = service.find_upload, service.uploads, service.clock
    life = service.settings.signed_url_duration
    return UploadOperations(
        create=CreateUpload(
            BeginUpload(uploads, clock),
            uploads,
            access,
            service.provider_rows,
            service.containers,
            storages,
        ),
        read=ReadUploads(find, uploads, access),
        grant=GrantChunk(service.ledger, database, storages, clock, life),
        complete=CompleteUpload(find, uploads, service.hint_assembly, clock),
        add_digest=AddDigest(find, uploads, clock),
        abort=AbortUpload(find, uploads, access, outcomes(service), clock),
        sign_whole=SignWholeUpload(storages, clock, life),
    )
