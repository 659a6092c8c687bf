"""The tables of the trees of projects."""

from __future__ import annotations

from peewee import (
    ForeignKeyField,
    IntegerField,
    TextField,
    UUIDField,
)

from db.tables.accounts import Audited
from db.tables.projects import Projects
from db.tables.uploads import Uploads


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
