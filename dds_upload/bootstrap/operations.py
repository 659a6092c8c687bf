"""All rooms of operations, put together in the order in which they need each other."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.bootstrap.rooms.accounts import build_accounts
from dds_upload.bootstrap.rooms.assembly import build_assembly
from dds_upload.bootstrap.rooms.blobs import build_blobs
from dds_upload.bootstrap.rooms.content import build_content
from dds_upload.bootstrap.rooms.directory import build_directory
from dds_upload.bootstrap.rooms.events import build_events
from dds_upload.bootstrap.rooms.health import build_health
from dds_upload.bootstrap.rooms.placements import build_placements
from dds_upload.bootstrap.rooms.storage import build_storage
from dds_upload.bootstrap.rooms.uploads import build_uploads
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.blobs.bundle import BlobOperations
from dds_upload.operations.content.bundle import ContentOperations
from dds_upload.operations.directory.bundle import DirectoryOperations
from dds_upload.operations.events.bundle import EventOperations
from dds_upload.operations.health.bundle import HealthOperations
from dds_upload.operations.placements.bundle import PlacementOperations
from dds_upload.operations.storage.bundle import StorageOperations
from dds_upload.operations.uploads.begin_once import BeginOnce
from dds_upload.operations.uploads.begin_upload import BeginUpload
from dds_upload.operations.uploads.bundle import UploadOperations


@dataclass(frozen=True, slots=True)
class Operations:
    """Everything that the service can do, one member for each room.

    Protocols and commands pick from it; no operation and no builder receives all of it.
    """

    accounts: AccountOperations
    storage: StorageOperations
    uploads: UploadOperations
    blobs: BlobOperations
    placements: PlacementOperations
    content: ContentOperations
    directory: DirectoryOperations
    events: EventOperations
    health: HealthOperations


def build_operations(parts: Parts, records: Records) -> Operations:
    """Every operation, once."""
    accounts = build_accounts(parts, records)
    storage = build_storage(parts, records)
    blobs = build_blobs(parts, records)
    events = build_events(parts, records)
    begin = BeginUpload(records.uploads, parts.clock)
    idleness = Idleness(parts.settings.upload_expiry, parts.clock)
    once = BeginOnce(accounts.do_once, records.uploads, parts.database, idleness)
    content = build_content(parts, records, accounts=accounts, blobs=blobs, begin=begin)
    assemble = build_assembly(parts, records, blobs=blobs, content=content)
    uploads = build_uploads(
        parts,
        records,
        accounts=accounts,
        storage=storage,
        events=events,
        begin=begin,
        once=once,
        assemble=assemble,
    )
    return Operations(
        accounts=accounts,
        storage=storage,
        uploads=uploads,
        blobs=blobs,
        placements=build_placements(
            parts,
            records,
            blobs=blobs,
            events=events,
            begin=begin,
            once=once,
            assemble=assemble,
        ),
        content=content,
        directory=build_directory(parts, records, accounts=accounts, uploads=uploads),
        events=events,
        health=build_health(parts, records),
    )
