"""All tables of one database, each built once."""

from __future__ import annotations

from dataclasses import dataclass

from db.accounts.accounts import AccountTable
from db.accounts.callers import CallerTable
from db.accounts.memberships import MembershipTable
from db.accounts.organizations import OrganizationTable
from db.accounts.request_keys import RequestKeyTable
from db.blobs.blobs import BlobTable
from db.content.content_uploads import ContentUploadTable
from db.content.deliveries import DeliveryTable
from db.content.requested_files import RequestedFileTable
from db.database import Database
from db.directory.children import ChildrenTables
from db.directory.deleted_files import DeletedFileTable
from db.directory.file_versions import FileVersionTable
from db.directory.files import FileTable
from db.directory.folders import FolderTable
from db.directory.held_uploads import HeldUploadTable
from db.directory.members import MemberTable
from db.directory.projects import ProjectTable
from db.events.events import EventTable
from db.events.statistics import StatisticTables
from db.health.figures import FigureTables
from db.health.heartbeats import HeartbeatTable
from db.placements.artifacts import ArtifactTable
from db.placements.commits import CommitTable
from db.placements.placements import PlacementTable
from db.storage.containers import ContainerTable
from db.storage.providers import ProviderTable
from db.uploads.audit import AuditTable
from db.uploads.grants import ChunkTable
from db.uploads.open_uploads import OpenUploadTable
from db.uploads.retention import RetentionTable
from db.uploads.seals import SealTable
from db.uploads.transitions import Transitions
from db.uploads.upkeep import UpkeepTable
from db.uploads.uploads import UploadTable
from db.uploads.verifications import VerificationTable
from db.uploads.work_queue import AssemblyQueueTable
from dds_upload.core.uploads.open_uploads import OpenLimits

#: For callers that only read.
NO_LIMITS = OpenLimits(0, 0)


@dataclass(frozen=True, slots=True)
class Records:
    """All tables of the service, by room: accounts, storage, uploads, blobs and so on."""

    accounts: AccountTable
    callers: CallerTable
    memberships: MembershipTable
    organizations: OrganizationTable
    request_keys: RequestKeyTable

    providers: ProviderTable
    containers: ContainerTable

    uploads: UploadTable
    open_uploads: OpenUploadTable
    chunks: ChunkTable
    work_queue: AssemblyQueueTable
    upkeep: UpkeepTable
    retention: RetentionTable
    audit: AuditTable
    verifications: VerificationTable
    seals: SealTable

    blobs: BlobTable

    requested_files: RequestedFileTable
    content_uploads: ContentUploadTable
    deliveries: DeliveryTable

    placements: PlacementTable
    commits: CommitTable
    artifacts: ArtifactTable

    projects: ProjectTable
    members: MemberTable
    folders: FolderTable
    files: FileTable
    file_versions: FileVersionTable
    deleted_files: DeletedFileTable
    children: ChildrenTables
    held_uploads: HeldUploadTable

    events: EventTable
    statistics: StatisticTables
    heartbeats: HeartbeatTable
    figures: FigureTables


def build_records(database: Database, limits: OpenLimits = NO_LIMITS) -> Records:
    """All tables; nothing is read yet. A table that needs others receives them."""
    events = EventTable(database)
    open_uploads = OpenUploadTable(database, limits)
    transitions = Transitions(database, events=events, open_uploads=open_uploads)
    uploads = UploadTable(
        database, transitions=transitions, events=events, open_uploads=open_uploads
    )
    versions = FileVersionTable(database, events=events)
    files = FileTable(database, events=events)
    folders = FolderTable(database, files=files)
    return Records(
        accounts=AccountTable(database),
        callers=CallerTable(database),
        memberships=MembershipTable(database),
        organizations=OrganizationTable(database),
        request_keys=RequestKeyTable(database),
        providers=ProviderTable(database),
        containers=ContainerTable(database),
        uploads=uploads,
        open_uploads=open_uploads,
        chunks=ChunkTable(database),
        work_queue=AssemblyQueueTable(database, transitions=transitions),
        upkeep=UpkeepTable(database, transitions=transitions),
        audit=AuditTable(database),
        retention=RetentionTable(database, transitions=transitions),
        verifications=VerificationTable(database, transitions=transitions),
        seals=SealTable(database, transitions=transitions),
        blobs=BlobTable(database),
        requested_files=RequestedFileTable(database, uploads=uploads, transitions=transitions),
        content_uploads=ContentUploadTable(database),
        deliveries=DeliveryTable(database, events=events),
        placements=PlacementTable(database),
        commits=CommitTable(database),
        artifacts=ArtifactTable(database),
        projects=ProjectTable(database, events=events),
        members=MemberTable(database),
        folders=folders,
        files=files,
        file_versions=versions,
        deleted_files=DeletedFileTable(database, events=events),
        children=ChildrenTables(database, folders=folders, files=files),
        held_uploads=HeldUploadTable(database, uploads=uploads),
        events=events,
        statistics=StatisticTables(database),
        heartbeats=HeartbeatTable(database),
        figures=FigureTables(database),
    )
