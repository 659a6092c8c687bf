"""The tables of uploads and their chunks."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    IntegerField,
    TextField,
    UUIDField,
)

from db.fields import MomentField
from db.tables.accounts import Audited, Users
from db.tables.base import Table
from db.tables.projects import Projects
from db.tables.storage import StorageProviders


class Uploads(Audited):
    """Files that are being sent, or were sent; `state` is the truth about each."""

    id = UUIDField(primary_key=True)
    project = ForeignKeyField(Projects, null=True, backref="+")
    provider = ForeignKeyField(StorageProviders, backref="+")
    container = TextField()
    name = TextField()
    content_type = TextField()
    size = BigIntegerField()
    # How its pieces are named, and its outcome (NULL: none): see core.uploads.axes.
    addressing = TextField()
    outcome = TextField(null=True)
    chunk_min_size_bytes = BigIntegerField()
    chunk_max_size_bytes = BigIntegerField()
    chunk_max_number = BigIntegerField()
    chunk_hash_algorithm = TextField()
    state = TextField()
    # The tally, by which core.uploads.tally judges the next chunk.
    chunks_count = BigIntegerField(default=0)
    chunks_size = BigIntegerField(default=0)
    chunks_highest = BigIntegerField(default=-1)
    chunks_short = BigIntegerField(null=True)
    # Counted up by steps, by chunks, and by files that are made of it. A write may name the value
    # on which it was judged.
    revision = BigIntegerField(default=0)
    etag = TextField()
    active_at = MomentField()
    claimed_algorithm = TextField(null=True)
    claimed_value = TextField(null=True)
    # Until when storage may take bytes by signed URLs; NULL if the service judges them itself.
    urls_end_at = MomentField(null=True)
    completed_at = MomentField(null=True)
    consistent_at = MomentField(null=True)
    failed_at = MomentField(null=True)
    purged_at = MomentField(null=True)
    # When it was found that those URLs changed nothing.
    sealed_at = MomentField(null=True)
    error_code = TextField(null=True)
    # JSON.
    error_details = TextField(null=True)
    verified = TextField(default="none")
    # How often its assembly was begun since it was last queued.
    attempts = IntegerField(default=0)
    # Counts all leases: by this number a worker that lost its lease is kept out.
    leases = BigIntegerField(column_name="claims", default=0)
    # From releases before the table `request_keys`, and not read any more. They are not dropped,
    # because SQLite would write the whole table anew.
    request_key = TextField(null=True)
    request_fingerprint = TextField(null=True)
    # When its state was written last; searches by state keep its position for a while.
    moved_at = MomentField(null=True)
    # When the sweeper handles the upload next: to assemble it, to compare it with storage, or to
    # remove its bytes.
    due_at = MomentField(null=True)


class Chunks(Table):
    """The latest grant of each number."""

    upload = ForeignKeyField(Uploads, backref="+")
    number = BigIntegerField()
    size = BigIntegerField()
    digest_algorithm = TextField()
    digest_value = TextField()
    # Whether its object has the digest in its name; the first releases named it by number alone.
    is_named = BooleanField(default=False)
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


class OpenUploads(Table):
    """Each user's open and assembling uploads; files by content do not count."""

    user = ForeignKeyField(Users, primary_key=True, backref="+")
    uploads = BigIntegerField()
    # All that they promise to be.
    bytes = BigIntegerField()


class RetentionLooks(Table):
    """The moments up to which unused bytes were searched: see core.uploads.retention."""

    ended = TextField(primary_key=True)
    # What ended before counts from then on.
    since = MomentField()
    at = MomentField()
    id = UUIDField()

    class Meta:
        table_name = "retention_looks"


class Verifications(Table):
    """Complete uploads whose whole file is still to be read back."""

    upload = ForeignKeyField(Uploads, primary_key=True, backref="+")
    due_at = MomentField()
    leases = BigIntegerField(column_name="claims", default=0)
    attempts = IntegerField(default=0)
    # How many bytes were read, and what the hasher made of them.
    position = BigIntegerField(default=0)
    progress = BlobField(null=True)
