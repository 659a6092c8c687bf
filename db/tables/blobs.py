"""The tables of chunks that are kept once for all."""

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
    # When storage was found not to have it any more; sent again, it is whole at the same site.
    damaged_at = MomentField(null=True)


class BlobOwners(Table):
    """Organisations that have sent the bytes of a blob."""

    organization = ForeignKeyField(Organizations, backref="+")
    blob = ForeignKeyField(Blobs, backref="+")

    class Meta:
        primary_key = CompositeKey("organization", "blob")


class BlobTombstones(Table):
    """Bytes in storage that no row of `blobs` stands for, or not yet, until they are removed."""

    # The blob's own: each of them is remembered in one of the two tables.
    id = UUIDField(primary_key=True)
    provider = ForeignKeyField(StorageProviders, backref="+")
    container = TextField()
    name = TextField()
    due_at = MomentField()

    class Meta:
        table_name = "blob_graves"


class UploadBlobs(Table):
    """What an upload is made of whose chunks are blobs, in order, with repeats.

    Positions count from 0; in an upload by offset they are the offsets, in bytes.
    """

    upload = ForeignKeyField(Uploads, backref="+")
    position = BigIntegerField()
    blob = ForeignKeyField(Blobs, backref="+")

    class Meta:
        primary_key = CompositeKey("upload", "position")
