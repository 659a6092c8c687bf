"""The operations of uploads as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.uploads.abort_upload import AbortUpload
from dds_upload.operations.uploads.add_digest import AddDigest
from dds_upload.operations.uploads.administer_uploads import AdministerUploads
from dds_upload.operations.uploads.assemble_upload import AssembleUpload
from dds_upload.operations.uploads.audit_storage import AuditStorage
from dds_upload.operations.uploads.begin_with_chunks import BeginWithChunks
from dds_upload.operations.uploads.complete_upload import CompleteUpload
from dds_upload.operations.uploads.create_upload import CreateUpload
from dds_upload.operations.uploads.grant_chunk import GrantChunk
from dds_upload.operations.uploads.grant_chunks import GrantChunks
from dds_upload.operations.uploads.manage_uploads import ManageUploads
from dds_upload.operations.uploads.purge_unneeded import PurgeUnneeded
from dds_upload.operations.uploads.read_back import ReadBack
from dds_upload.operations.uploads.read_chunks import ReadChunks
from dds_upload.operations.uploads.read_uploads import ReadUploads, SignWholeUpload
from dds_upload.operations.uploads.repair_storage import RepairStorage
from dds_upload.operations.uploads.store_chunk import StoreChunk
from dds_upload.operations.uploads.sweep import Sweep


@dataclass(frozen=True, slots=True)
class UploadOperations:
    """The life of an upload, from its beginning to the removal of its bytes."""

    create: CreateUpload
    begin_with_chunks: BeginWithChunks
    read: ReadUploads
    read_chunks: ReadChunks
    sign_whole: SignWholeUpload
    grant: GrantChunk
    grant_many: GrantChunks
    store_chunk: StoreChunk
    complete: CompleteUpload
    add_digest: AddDigest
    abort: AbortUpload
    assemble: AssembleUpload
    read_back: ReadBack
    manage: ManageUploads
    administer: AdministerUploads
    sweep: Sweep
    purge_unneeded: PurgeUnneeded
    audit: AuditStorage
    repair: RepairStorage
