"""The table of heartbeats."""

from __future__ import annotations

from peewee import TextField

from db.fields import MomentField
from db.tables.base import Table


class Heartbeats(Table):
    """A row for each kind of process: when one of them last reported that it is alive."""

    part = TextField(primary_key=True)
    at = MomentField()
