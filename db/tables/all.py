"""All tables; each comes after the tables that it refers to."""

from __future__ import annotations

from db.tables.accounts import (
    ApiTokens,
    OrganizationMembers,
    Organizations,
    RequestKeys,
    SoftwareAgents,
    Users,
)
from db.tables.blobs import BlobOwners, Blobs, BlobTombstones, UploadBlobs
from db.tables.content import DerivedFiles, FileDebugIds, PendingDeliveries, RequestedFiles
from db.tables.directory import Files, FileVersions, Folders, FormerPaths
from db.tables.events import Events
from db.tables.health import Heartbeats
from db.tables.lists import ListGaps
from db.tables.placements import Artifacts, Commits, GoneCommits
from db.tables.projects import ProjectPermissions, Projects
from db.tables.storage import StorageContainers, StorageProviders
from db.tables.uploads import (
    Chunks,
    OpenUploads,
    RetentionLooks,
    UploadDigests,
    Uploads,
    Verifications,
)

ALL = (
    Users,
    Organizations,
    OrganizationMembers,
    SoftwareAgents,
    ApiTokens,
    RequestKeys,
    StorageProviders,
    Projects,
    ProjectPermissions,
    StorageContainers,
    Uploads,
    Chunks,
    UploadDigests,
    Verifications,
    RetentionLooks,
    OpenUploads,
    Folders,
    Files,
    FileVersions,
    FormerPaths,
    Blobs,
    BlobOwners,
    BlobTombstones,
    UploadBlobs,
    Artifacts,
    Commits,
    GoneCommits,
    RequestedFiles,
    PendingDeliveries,
    FileDebugIds,
    DerivedFiles,
    Events,
    ListGaps,
    Heartbeats,
)
