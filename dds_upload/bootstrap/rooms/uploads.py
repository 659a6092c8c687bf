"""Puts uploads together: begun, granted, stored, completed, assembled, read, given up, swept."""

from __future__ import annotations

from collections.abc import Mapping

from dds_upload.adapters.jobs import ASSEMBLE
from dds_upload.adapters.resumable_md5 import resumable_md5
from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.core.remembered import Remembered
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.events.bundle import EventOperations
from dds_upload.operations.placements.hold_placed import HoldPlaced
from dds_upload.operations.storage.bundle import StorageOperations
from dds_upload.operations.uploads.abort_upload import AbortUpload
from dds_upload.operations.uploads.add_digest import AddDigest
from dds_upload.operations.uploads.administer_uploads import AdministerUploads
from dds_upload.operations.uploads.assemble_upload import AssembleUpload
from dds_upload.operations.uploads.audit_storage import AuditStorage
from dds_upload.operations.uploads.begin_once import BeginOnce
from dds_upload.operations.uploads.begin_upload import BeginUpload
from dds_upload.operations.uploads.begin_with_chunks import BeginWithChunks
from dds_upload.operations.uploads.bundle import UploadOperations
from dds_upload.operations.uploads.complete_upload import CompleteUpload
from dds_upload.operations.uploads.create_upload import CreateUpload
from dds_upload.operations.uploads.find_upload import FindUpload
from dds_upload.operations.uploads.grant_at_once import GrantAtOnce
from dds_upload.operations.uploads.grant_chunk import GrantChunk
from dds_upload.operations.uploads.grant_chunks import GrantChunks
from dds_upload.operations.uploads.is_used import IsUsed
from dds_upload.operations.uploads.manage_uploads import ManageUploads
from dds_upload.operations.uploads.purge_unneeded import PurgeUnneeded
from dds_upload.operations.uploads.read_back import ReadBack
from dds_upload.operations.uploads.read_chunks import (
    Hold,
    HoldNumbered,
    HoldWhole,
    ReadChunks,
)
from dds_upload.operations.uploads.read_uploads import ReadUploads, SignWholeUpload
from dds_upload.operations.uploads.recent_rows import RecentRows
from dds_upload.operations.uploads.remove_bytes import RemoveBytes
from dds_upload.operations.uploads.repair_storage import RepairStorage
from dds_upload.operations.uploads.seal_upload import SealUpload
from dds_upload.operations.uploads.store_chunk import StoreChunk
from dds_upload.operations.uploads.sweep import Sweep


def build_uploads(
    parts: Parts,
    records: Records,
    *,
    accounts: AccountOperations,
    storage: StorageOperations,
    events: EventOperations,
    begin: BeginUpload,
    once: BeginOnce,
    assemble: AssembleUpload,
) -> UploadOperations:
    """The operations of uploads into projects, and the upkeep of all uploads."""
    uploads, access, clock = records.uploads, accounts.access, parts.clock
    providers, life = parts.providers, parts.settings.signed_url_duration
    idleness = Idleness(parts.settings.upload_expiry, clock)
    find = FindUpload(uploads, access, idleness)
    create = CreateUpload(
        begin_upload=begin,
        once=once,
        uploads=uploads,
        access=access,
        provider_records=records.providers,
        containers=records.containers,
        providers=providers,
    )
    grant_many = _grant_many(parts, records, events, idleness)
    manage = ManageUploads(records.work_queue, parts.jobs.hint(ASSEMBLE), clock)
    return UploadOperations(
        create=create,
        begin_with_chunks=BeginWithChunks(create, grant_many),
        read=ReadUploads(
            find=find,
            uploads=uploads,
            access=access,
            clock=clock,
            upload_expiry=parts.settings.upload_expiry,
        ),
        read_chunks=ReadChunks(find, _holding(parts, records)),
        sign_whole=SignWholeUpload(providers, records.seals, clock, life),
        grant=_grant(parts, records, grant_many, idleness),
        grant_many=grant_many,
        store_chunk=StoreChunk(records.chunks, events.count_refusal, idleness),
        complete=_complete(parts, records, find, assemble),
        add_digest=AddDigest(find, uploads, clock),
        abort=AbortUpload(
            find=find,
            uploads=uploads,
            is_used=IsUsed(uploads, records.retention, parts.settings.retention, clock),
            access=access,
            outcomes=assemble.outcomes,
            clock=clock,
        ),
        assemble=assemble,
        read_back=_read_back(parts, records),
        manage=manage,
        administer=AdministerUploads(manage),
        sweep=_sweep(parts, records, storage, assemble),
        audit=AuditStorage(records.audit, clock, parts.settings.verification.bytes_per_second),
        repair=RepairStorage(
            seals=records.seals,
            upkeep=records.upkeep,
            blobs=records.blobs,
            pieces=assemble.pieces,
            clock=clock,
        ),
        purge_unneeded=PurgeUnneeded(records.retention, parts.settings.retention, clock),
    )


def _grant(parts: Parts, records: Records, reading: GrantChunks, idleness: Idleness) -> GrantChunk:
    at_once = GrantAtOnce(
        ledger=records.chunks,
        providers=parts.providers,
        idleness=idleness,
        clock=parts.clock,
        measures=parts.measures,
        url_duration=parts.settings.signed_url_duration,
        known=reading.known,
    )
    return GrantChunk(at_once, reading)


def _grant_many(
    parts: Parts, records: Records, events: EventOperations, idleness: Idleness
) -> GrantChunks:
    return GrantChunks(
        ledger=records.chunks,
        transactions=parts.database,
        providers=parts.providers,
        idleness=idleness,
        clock=parts.clock,
        measures=parts.measures,
        url_duration=parts.settings.signed_url_duration,
        count_refusal=events.count_refusal,
        known=Remembered(),
    )


def _complete(
    parts: Parts, records: Records, find: FindUpload, assemble: AssembleUpload
) -> CompleteUpload:
    queue = parts.jobs.hint(ASSEMBLE)
    return CompleteUpload(
        find=find,
        uploads=records.uploads,
        seals=records.seals,
        providers=parts.providers,
        queue_assembly=queue,
        settle=parts.briefly.doing(assemble, otherwise=queue),
        clock=parts.clock,
        url_duration=parts.settings.signed_url_duration,
    )


def _read_back(parts: Parts, records: Records) -> ReadBack:
    return ReadBack(
        verifications=records.verifications,
        seals=records.seals,
        providers=parts.providers,
        hashers=resumable_md5,
        clock=parts.clock,
        retry=parts.retry,
        bytes_per_second=parts.settings.verification.bytes_per_second,
    )


def _holding(parts: Parts, records: Records) -> Mapping[Addressing, Hold]:
    placements = records.placements
    placed = HoldPlaced(RecentRows(placements.chunks), placements, parts.providers)
    return {
        Addressing.WHOLE: HoldWhole(parts.providers),
        Addressing.NUMBER: HoldNumbered(RecentRows(records.chunks.chunks), parts.providers),
        Addressing.CONTENT: placed,
        Addressing.OFFSET: placed,
    }


def _sweep(
    parts: Parts, records: Records, storage: StorageOperations, assemble: AssembleUpload
) -> Sweep:
    return Sweep(
        prepare_containers=storage.prepare_containers,
        upkeep=records.upkeep,
        providers=parts.providers,
        clock=parts.clock,
        upload_expiry=parts.settings.upload_expiry,
        assemble=assemble,
        seal=SealUpload(
            seals=records.seals,
            transactions=parts.database,
            verifications=records.verifications if parts.settings.verification.whole_file else None,
            pieces=assemble.pieces,
            providers=parts.providers,
            clock=parts.clock,
        ),
        remove_bytes=RemoveBytes(
            records.upkeep, parts.providers, parts.clock, parts.settings.signed_url_duration
        ),
    )
