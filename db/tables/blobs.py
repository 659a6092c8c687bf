"""The tables of chunks that are stored once."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    CompositeKey,
    ForeignKeyField,
    TextField,
    UUIDField,
)

from db.fields import MomentField
from db.tables.accounts import Organizations
from db.tables.base import Table
from db.tables.storage import StorageProviders
from db.tables.uploads import Uploads


class Blobs(Table):
    """Chunks by content, one copy for all owners."""

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
    # When storage was found to have lost it; if it comes again, it is stored at the same site.
    damaged_at = MomentField(null=True)


class BlobOwners(Table):
    """Organisations that have sent the bytes of a blob."""

    organization = ForeignKeyField(Organizations, backref="+")
    blob = ForeignKeyField(Blobs, backref="+")

    class Meta:
        primary_key = CompositeKey("organization", "blob")


class BlobTombstones(Table):
    """Bytes in storage that have no row in `blobs`, or none yet, until they are removed."""

    # The blob's own id: each blob is remembered in one of the two tables.
    id = UUIDField(primary_key=True)
    provider = ForeignKeyField(StorageProviders, backref="+")
    container = TextField()
    name = TextField()
    due_at = MomentField()

    class Meta:
        table_name = "blob_graves"


class UploadBlobs(Table):
    """The blobs of an upload, in order, with repeats.

    Positions count from 0; in an upload by offset they are the offsets, in bytes.
    """

    upload = ForeignKeyField(Uploads, backref="+")
    position = BigIntegerField()
    blob = ForeignKeyField(Blobs, backref="+")

    class Meta:
        primary_key = CompositeKey("upload", "position")
