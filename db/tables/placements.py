"""The tables of commits and artifacts."""

from __future__ import annotations

from peewee import (
    BigAutoField,
    BigIntegerField,
    ForeignKeyField,
    TextField,
    UUIDField,
)

from db.fields import MomentField
from db.tables.accounts import Users
from db.tables.base import Table
from db.tables.uploads import Uploads


class Artifacts(Table):
    """Contents that users have got by committing uploads, each content once for a user."""

    id = UUIDField(primary_key=True)
    owner = ForeignKeyField(Users, backref="+")
    upload = ForeignKeyField(Uploads, backref="+")
    sha256 = TextField()
    size = BigIntegerField()
    created_at = MomentField()


class GoneCommits(Table):
    """When commits were forgotten, a row each. It is kept for a day, and until the next one."""

    id = BigAutoField()
    owner_id = UUIDField()
    gone_at = MomentField()


class Commits(Table):
    """The result of each try to make an artifact of an upload."""

    id = UUIDField(primary_key=True)
    upload = ForeignKeyField(Uploads, backref="+")
    owner = ForeignKeyField(Users, backref="+")
    claimed_algorithm = TextField()
    claimed_value = TextField()
    correlation_id = TextField()
    created_at = MomentField()
    started_at = MomentField(null=True)
    finished_at = MomentField(null=True)
    error_code = TextField(null=True)
    # JSON.
    error_details = TextField(null=True)
    # No foreign key: artifacts are deleted, and the commit keeps the id of its own.
    artifact_id = UUIDField(null=True)
