"""The tables of files that are requested by content."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    CompositeKey,
    ForeignKeyField,
    TextField,
    UUIDField,
)

from db.fields import MomentField
from db.tables.accounts import Organizations, SoftwareAgents, Users
from db.tables.base import Table
from db.tables.directory import Files
from db.tables.projects import Projects
from db.tables.uploads import Uploads


class RequestedFiles(Table):
    """Files that organisations requested by content, each with the upload last made for it."""

    id = UUIDField(primary_key=True)
    organization = ForeignKeyField(Organizations, backref="+")
    kind = TextField()
    # SHA-1 of the whole file, as its client names it.
    checksum = TextField()
    # SHA-256 of the list of chunks: another list for the same checksum is another try.
    chunks_digest = TextField()
    upload = ForeignKeyField(Uploads, null=True, backref="+")
    # JSON: the findings of processing; and what it could not do.
    findings = TextField(null=True)
    fault_code = TextField(null=True)
    fault_details = TextField(null=True)
    created_at = MomentField()

    class Meta:
        table_name = "assemblies"


class PendingDeliveries(Table):
    """Deliveries of unfinished files: the destination, and the author.

    A row goes once it is reached.
    """

    requested_file = ForeignKeyField(RequestedFiles, column_name="assembly_id", backref="+")
    project = ForeignKeyField(Projects, backref="+")
    folder = TextField()
    name = TextField()
    # The debug id of the request; empty if there is none, since a primary key has no NULL.
    debug_id = TextField()
    created_at = MomentField()
    created_by = ForeignKeyField(Users, backref="+")
    created_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")

    class Meta:
        primary_key = CompositeKey("requested_file", "project", "name", "debug_id")


class FileDebugIds(Table):
    """The debug ids for which files were delivered; files that came without one have no row."""

    file = ForeignKeyField(Files, primary_key=True, backref="+")
    debug_id = TextField()


class DerivedFiles(Table):
    """Files that processing derived from a file; stored below it, and removed with it."""

    upload = ForeignKeyField(Uploads, backref="+")
    kind = TextField()
    name = TextField()
    size = BigIntegerField()
    digest_algorithm = TextField()
    digest_value = TextField()
    created_at = MomentField()

    class Meta:
        primary_key = CompositeKey("upload", "kind")
