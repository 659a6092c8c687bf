"""The tables as queries see them; the schema itself, keys and checks, is made by migrations.

The models are bound to no database: every query is run by a `Database` (db/database.py), so that
several can live in one process and a query that was not given one fails at once.
"""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)

from db.fields import MomentField


class Table(Model):
    """Base of all tables."""

    class Meta:
        legacy_table_names = False


class Users(Table):
    """Accounts; keys are kept as digests only."""

    id = UUIDField(primary_key=True)
    username = TextField()
    full_name = TextField()
    first_name = TextField()
    last_name = TextField()
    email = TextField()
    is_admin = BooleanField()
    user_key_digest = TextField(null=True)
    created_at = MomentField()
    disabled_at = MomentField(null=True)
    last_login_at = MomentField(null=True)


class SoftwareAgents(Table):
    """Programs that act for their owner with a key of their own."""

    id = UUIDField(primary_key=True)
    owner = ForeignKeyField(Users)
    name = TextField()
    key_digest = TextField()
    created_at = MomentField()


class Organizations(Table):
    """Who owns projects and chunks."""

    id = UUIDField(primary_key=True)
    slug = TextField()
    name = TextField()
    created_at = MomentField()


class OrganizationMembers(Table):
    """Who belongs to an organisation."""

    organization = ForeignKeyField(Organizations, backref="+")
    user = ForeignKeyField(Users, backref="+")
    created_at = MomentField()

    class Meta:
        primary_key = CompositeKey("organization", "user")


class ApiTokens(Table):
    """Long-lived opaque tokens, kept as digests."""

    id = UUIDField(primary_key=True)
    user = ForeignKeyField(Users)
    label = TextField()
    digest = TextField()
    # Separated by spaces; none given (NULL) means all.
    scopes = TextField(null=True)
    created_at = MomentField()
    revoked_at = MomentField(null=True)


class StorageProviders(Table):
    """What the environment configured, now or once."""

    id = UUIDField(primary_key=True)
    slug = TextField()
    display_name = TextField()
    description = TextField()
    chunk_hash_algorithm = TextField()
    chunk_max_number = BigIntegerField()
    chunk_max_size_bytes = BigIntegerField()
    is_default = BooleanField()
    is_deprecated = BooleanField()
    configured = BooleanField()
    created_at = MomentField()


class Audited(Table):
    """Who made, changed and deleted a row, and when."""

    created_at = MomentField()
    created_by = ForeignKeyField(Users, null=True, backref="+")
    created_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")
    updated_at = MomentField(null=True)
    updated_by = ForeignKeyField(Users, null=True, backref="+")
    updated_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")
    deleted_at = MomentField(null=True)
    deleted_by = ForeignKeyField(Users, null=True, backref="+")
    deleted_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")


class Projects(Audited):
    """What everything below belongs to."""

    id = UUIDField(primary_key=True)
    name = TextField()
    slug = TextField(null=True)
    description = TextField()
    organization = ForeignKeyField(Organizations, null=True, backref="+")


class ProjectPermissions(Audited):
    """One role for each member of a project."""

    project = ForeignKeyField(Projects, backref="+")
    user = ForeignKeyField(Users, backref="+")
    auth_role = TextField()

    class Meta:
        primary_key = CompositeKey("project", "user")


class StorageContainers(Table):
    """Projects whose container at a provider is there; no row: not yet."""

    project = ForeignKeyField(Projects, backref="+")
    provider = ForeignKeyField(StorageProviders, backref="+")
    ready_at = MomentField()

    class Meta:
        primary_key = CompositeKey("project", "provider")


class Uploads(Audited):
    """Files on their way in, or arrived; `state` is the truth about each."""

    id = UUIDField(primary_key=True)
    project = ForeignKeyField(Projects, null=True, backref="+")
    provider = ForeignKeyField(StorageProviders, backref="+")
    container = TextField()
    name = TextField()
    content_type = TextField()
    size = BigIntegerField()
    chunked = BooleanField()
    # Whether its chunks are blobs, found by content, instead of rows of `chunks`.
    by_content = BooleanField(default=False)
    # Whether they are blobs that its client places at byte offsets.
    by_offset = BooleanField(default=False)
    chunk_min_size_bytes = BigIntegerField()
    chunk_max_size_bytes = BigIntegerField()
    chunk_max_number = BigIntegerField()
    chunk_hash_algorithm = TextField()
    state = TextField()
    # The tally: what core.tally judges the next chunk by.
    chunks_count = BigIntegerField(default=0)
    chunks_size = BigIntegerField(default=0)
    chunks_highest = BigIntegerField(default=-1)
    chunks_short = BigIntegerField(null=True)
    # Every write counts this up and names the value it judged by: compare-and-swap.
    revision = BigIntegerField(default=0)
    etag = TextField()
    active_at = MomentField()
    claimed_algorithm = TextField(null=True)
    claimed_value = TextField(null=True)
    completed_at = MomentField(null=True)
    consistent_at = MomentField(null=True)
    failed_at = MomentField(null=True)
    purged_at = MomentField(null=True)
    error_message = TextField(null=True)
    verified = TextField(default="none")
    # When the sweeper looks at the upload next: to assemble it again, or to remove its bytes.
    attempts = IntegerField(default=0)
    # Counts every claim there ever was: a worker that was given up on can change nothing.
    claims = BigIntegerField(default=0)
    due_at = MomentField(null=True)


class Chunks(Table):
    """What was promised: the latest grant of each number."""

    upload = ForeignKeyField(Uploads, backref="+")
    number = BigIntegerField()
    size = BigIntegerField()
    digest_algorithm = TextField()
    digest_value = TextField()
    created_at = MomentField()
    granted_at = MomentField()
    # No foreign keys: users and agents are never deleted, and granting is the hot path.
    granted_by_id = UUIDField()
    granted_agent_id = UUIDField(null=True)

    class Meta:
        primary_key = CompositeKey("upload", "number")


class UploadDigests(Audited):
    """Whole-file digests, reported by clients or computed by the service."""

    id = UUIDField(primary_key=True)
    upload = ForeignKeyField(Uploads, backref="+")
    algorithm = TextField()
    value = TextField()
    origin = TextField()


class Folders(Audited):
    """Folders; no parent means the project's root."""

    id = UUIDField(primary_key=True)
    project = ForeignKeyField(Projects, backref="+")
    parent = ForeignKeyField("self", null=True, backref="+")
    name = TextField()


class Files(Audited):
    """Files; `current_version` names the version that a reader gets."""

    id = UUIDField(primary_key=True)
    project = ForeignKeyField(Projects, backref="+")
    parent = ForeignKeyField(Folders, null=True, backref="+")
    name = TextField()
    current_version = UUIDField()


class FileVersions(Audited):
    """Versions of a file, counted from 1."""

    id = UUIDField(primary_key=True)
    file = ForeignKeyField(Files, backref="+")
    version = IntegerField()
    label = TextField(null=True)
    upload = ForeignKeyField(Uploads, backref="+")


class Blobs(Table):
    """Chunks by content, one copy for all."""

    id = UUIDField(primary_key=True)
    provider = ForeignKeyField(StorageProviders, backref="+")
    container = TextField()
    name = TextField()
    size = BigIntegerField()
    sha1 = TextField()
    sha256 = TextField()
    digest_algorithm = TextField()
    digest_value = TextField()
    created_at = MomentField()
    touched_at = MomentField()
    # When storage was found not to have it any more; sent again, it is whole at the same place.
    damaged_at = MomentField(null=True)


class BlobOwners(Table):
    """Organisations that have sent the bytes of a blob."""

    organization = ForeignKeyField(Organizations, backref="+")
    blob = ForeignKeyField(Blobs, backref="+")

    class Meta:
        primary_key = CompositeKey("organization", "blob")


class BlobGraves(Table):
    """Bytes in storage that no row of `blobs` stands for, or not yet, until they are removed."""

    # The blob's own: each of them is remembered in one of the two tables.
    id = UUIDField(primary_key=True)
    provider = ForeignKeyField(StorageProviders, backref="+")
    container = TextField()
    name = TextField()
    due_at = MomentField()


class UploadBlobs(Table):
    """What an upload is made of whose chunks are blobs, in order, with repeats.

    Positions count from 0; in an upload by offset they are the offsets, in bytes.
    """

    upload = ForeignKeyField(Uploads, backref="+")
    position = BigIntegerField()
    blob = ForeignKeyField(Blobs, backref="+")

    class Meta:
        primary_key = CompositeKey("upload", "position")


class Artifacts(Table):
    """Contents that users have by committing uploads, each content once a user."""

    id = UUIDField(primary_key=True)
    owner = ForeignKeyField(Users, backref="+")
    upload = ForeignKeyField(Uploads, backref="+")
    sha256 = TextField()
    size = BigIntegerField()
    created_at = MomentField()


class Commits(Table):
    """What became of each try to make an artifact of an upload."""

    id = UUIDField(primary_key=True)
    upload = ForeignKeyField(Uploads, backref="+")
    owner = ForeignKeyField(Users, backref="+")
    claimed_algorithm = TextField()
    claimed_value = TextField()
    correlation_id = TextField()
    created_at = MomentField()
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    error = TextField(null=True)
    # No foreign key: artifacts are deleted, and what a commit made stays true.
    artifact_id = UUIDField(null=True)


class Assemblies(Table):
    """Files that organisations asked for by content, and the upload last made for each."""

    id = UUIDField(primary_key=True)
    organization = ForeignKeyField(Organizations, backref="+")
    kind = TextField()
    # SHA-1 of the whole file, as its client names it.
    checksum = TextField()
    # SHA-256 over the list of chunks: another list for the same checksum is another try.
    chunks_digest = TextField()
    upload = ForeignKeyField(Uploads, null=True, backref="+")
    # JSON: what processing found out about the file; and what it could not do.
    findings = TextField(null=True)
    fault = TextField(null=True)
    created_at = MomentField()


class AssemblyTargets(Table):
    """The projects such a file goes into, where, and on whose behalf."""

    assembly = ForeignKeyField(Assemblies, backref="+")
    project = ForeignKeyField(Projects, backref="+")
    folder = TextField()
    name = TextField()
    created_at = MomentField()
    created_by = ForeignKeyField(Users, backref="+")
    created_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")

    class Meta:
        primary_key = CompositeKey("assembly", "project")


class DerivedFiles(Table):
    """What was made of a file by processing it; stored below the file, and removed with it."""

    upload = ForeignKeyField(Uploads, backref="+")
    kind = TextField()
    name = TextField()
    size = BigIntegerField()
    digest_algorithm = TextField()
    digest_value = TextField()
    created_at = MomentField()

    class Meta:
        primary_key = CompositeKey("upload", "kind")


ALL = (
    Users,
    Organizations,
    OrganizationMembers,
    SoftwareAgents,
    ApiTokens,
    StorageProviders,
    Projects,
    ProjectPermissions,
    StorageContainers,
    Uploads,
    Chunks,
    UploadDigests,
    Folders,
    Files,
    FileVersions,
    Blobs,
    BlobOwners,
    BlobGraves,
    UploadBlobs,
    Artifacts,
    Commits,
    Assemblies,
    AssemblyTargets,
    DerivedFiles,
)
