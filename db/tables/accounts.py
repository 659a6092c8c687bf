"""The tables of accounts and organisations."""

from __future__ import annotations

from peewee import (
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    TextField,
    UUIDField,
)

from db.fields import MomentField
from db.tables.base import Table


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
    """Programs that act for users with their own keys."""

    id = UUIDField(primary_key=True)
    owner = ForeignKeyField(Users)
    name = TextField()
    key_digest = TextField()
    created_at = MomentField()


class Organizations(Table):
    """Owners of projects and chunks."""

    id = UUIDField(primary_key=True)
    slug = TextField()
    name = TextField()
    created_at = MomentField()


class OrganizationMembers(Table):
    """The members of organisations."""

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


class RequestKeys(Table):
    """Keys of requests, unique for user and path, with the thing that the request made."""

    made_id = UUIDField(primary_key=True)
    user = ForeignKeyField(Users, backref="+")
    path = TextField()
    value = TextField()
    fingerprint = TextField()
    made_at = MomentField()

    class Meta:
        table_name = "request_keys"


class Audited(Table):
    """By whom and when a row was made, changed and deleted."""

    created_at = MomentField()
    created_by = ForeignKeyField(Users, null=True, backref="+")
    created_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")
    updated_at = MomentField(null=True)
    updated_by = ForeignKeyField(Users, null=True, backref="+")
    updated_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")
    deleted_at = MomentField(null=True)
    deleted_by = ForeignKeyField(Users, null=True, backref="+")
    deleted_agent = ForeignKeyField(SoftwareAgents, null=True, backref="+")
