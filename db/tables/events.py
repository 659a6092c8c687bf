"""The table of events."""

from __future__ import annotations

from peewee import BigAutoField, BigIntegerField, TextField, UUIDField

from db.fields import MomentField
from db.tables.base import Table


class Events(Table):
    """Events. There are no foreign keys: an event outlives the things that it names."""

    id = BigAutoField()
    kind = TextField()
    at = MomentField()
    upload_id = UUIDField(null=True)
    project_id = UUIDField(null=True)
    file_id = UUIDField(null=True)
    user_id = UUIDField(null=True)
    agent_id = UUIDField(null=True)
    code = TextField(null=True)
    # JSON.
    details = TextField()
    # The number of events that it stands for; those of one `counted_by` are one row.
    count = BigIntegerField(default=1)
    counted_by = TextField(null=True)
    request_id = TextField(null=True)
