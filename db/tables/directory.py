"""The tables of the trees of projects."""

from __future__ import annotations

from peewee import (
    BigAutoField,
    BigIntegerField,
    ForeignKeyField,
    IntegerField,
    TextField,
    UUIDField,
)

from db.tables.accounts import Audited
from db.tables.base import Table
from db.tables.projects import Projects
from db.tables.uploads import Uploads


class Folders(Audited):
    """Folders; no parent means the project's root."""

    id = UUIDField(primary_key=True)
    project = ForeignKeyField(Projects, backref="+")
    parent = ForeignKeyField("self", null=True, backref="+")
    name = TextField()
    # Where it stands in the list of all that its project has, and of what its parent has.
    project_position = BigIntegerField()
    parent_position = BigIntegerField()
    # Which hold of its project gave it its name and parent.
    path_since = BigIntegerField()
    # How many folders and files lie directly in it.
    entries_count = BigIntegerField(default=0)


class Files(Audited):
    """Files; `current_version` names the version that readers get."""

    id = UUIDField(primary_key=True)
    project = ForeignKeyField(Projects, backref="+")
    parent = ForeignKeyField(Folders, null=True, backref="+")
    name = TextField()
    current_version = UUIDField()
    # Where it stands in the list of all that its project has, and of what its parent has.
    project_position = BigIntegerField()
    parent_position = BigIntegerField()
    # The same among the files of its project.
    file_position = BigIntegerField()
    # Which hold of its project gave it its name and parent.
    path_since = BigIntegerField()


class FormerPaths(Table):
    """Former names and parents of folders and files. No parent means the project's root."""

    id = BigAutoField()
    project = ForeignKeyField(Projects, backref="+")
    entry_id = UUIDField()
    parent = ForeignKeyField(Folders, null=True, backref="+")
    name = TextField()
    # Which hold of the project gave them.
    since = BigIntegerField()


class FileVersions(Audited):
    """Versions of a file, counted from 1."""

    id = UUIDField(primary_key=True)
    file = ForeignKeyField(Files, backref="+")
    version = IntegerField()
    label = TextField(null=True)
    upload = ForeignKeyField(Uploads, backref="+")
