"""The table of positions in lists that stay when their rows are gone."""

from __future__ import annotations

from peewee import BigAutoField, TextField, UUIDField

from db.fields import MomentField
from db.tables.base import Table


class ListGaps(Table):
    """Positions of rows that left: users of an organisation.

    Members, uploads, deleted files of a project.

    No foreign keys: a gap outlives its item.
    """

    id = BigAutoField()
    list = TextField()
    owner_id = UUIDField()
    item_id = UUIDField()
    created_at = MomentField()
