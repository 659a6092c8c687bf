"""The tables of storage providers."""

from __future__ import annotations

from peewee import (
    BigIntegerField,
    BooleanField,
    CompositeKey,
    ForeignKeyField,
    TextField,
    UUIDField,
)

from db.fields import MomentField
from db.tables.base import Table
from db.tables.projects import Projects


class StorageProviders(Table):
    """Providers that are or were configured."""

    id = UUIDField(primary_key=True)
    slug = TextField()
    display_name = TextField()
    description = TextField()
    chunk_hash_algorithm = TextField()
    chunk_max_number = BigIntegerField()
    chunk_max_size_bytes = BigIntegerField()
    is_default = BooleanField()
    is_deprecated = BooleanField()
    configured = BooleanField()
    created_at = MomentField()


class StorageContainers(Table):
    """Projects whose container exists at a provider; without a row it does not exist yet."""

    project = ForeignKeyField(Projects, backref="+")
    provider = ForeignKeyField(StorageProviders, backref="+")
    ready_at = MomentField()

    class Meta:
        primary_key = CompositeKey("project", "provider")
