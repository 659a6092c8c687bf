"""The tables of projects and their members."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    CompositeKey,
    ForeignKeyField,
    TextField,
    UUIDField,
)

from db.tables.accounts import Audited, Organizations, Users


class Projects(Audited):
    """Projects; files, folders, members and uploads belong to them."""

    id = UUIDField(primary_key=True)
    name = TextField()
    slug = TextField(null=True)
    description = TextField()
    organization = ForeignKeyField(Organizations, null=True, backref="+")
    # Counts the transactions that locked it to change it.
    holds = BigIntegerField(default=0)
    # The number of its folders and files, of its files, and of both in its root.
    entries_count = BigIntegerField(default=0)
    files_count = BigIntegerField(default=0)
    root_count = BigIntegerField(default=0)


class ProjectPermissions(Audited):
    """One role for each member of a project."""

    project = ForeignKeyField(Projects, backref="+")
    user = ForeignKeyField(Users, backref="+")
    auth_role = TextField()

    class Meta:
        primary_key = CompositeKey("project", "user")
