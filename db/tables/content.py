"""The tables of files that are asked for by content."""

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
    fault_code = TextField(null=True)
    fault_details = TextField(null=True)
    created_at = MomentField()

    class Meta:
        table_name = "assemblies"


class PendingDeliveries(Table):
    """Where such a file is to go once it is made, and on whose behalf; no row outlives that."""

    requested_file = ForeignKeyField(RequestedFiles, column_name="assembly_id", backref="+")
    project = ForeignKeyField(Projects, backref="+")
    folder = TextField()
    name = TextField()
    # The id a debug file is asked for with; empty where there is none, since keys know no NULL.
    debug_id = TextField()
    created_at = MomentField()
    created_by = ForeignKeyField(Users, backref="+")
    created_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")

    class Meta:
        primary_key = CompositeKey("requested_file", "project", "name", "debug_id")


class FileDebugIds(Table):
    """The debug ids that files were delivered for; those that came without one have no row."""

    file = ForeignKeyField(Files, primary_key=True, backref="+")
    debug_id = TextField()


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
