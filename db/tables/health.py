"""The table of heartbeats."""

from __future__ import annotations

from peewee import TextField

from db.fields import MomentField
from db.tables.base import Table


class Heartbeats(Table):
    """A row for each kind of process: when one of them last said that it lives."""

    part = TextField(primary_key=True)
    at = MomentField()
