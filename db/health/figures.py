"""Counts what operators watch; this reads all rows of uploads."""

from __future__ import annotations

from datetime import datetime

from peewee import fn

from db.database import Database
from db.tables.uploads import Uploads
from dds_upload.core.health.measures import FigureRecords, Figures
from dds_upload.core.uploads.upload import UploadState


class FigureTables(FigureRecords):
    """Three queries, however many rows there are."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, now: datetime) -> Figures:
        """By the index on due uploads, by that on open uploads, and over all rows."""
        database, number = self._database, fn.COUNT(Uploads.id)
        kinds = Uploads.provider, Uploads.state
        states = Uploads.select(*kinds, number).group_by(*kinds)
        is_open = Uploads.state == UploadState.OPEN.value
        oldest = Uploads.select(Uploads.created_at).where(is_open).order_by(Uploads.created_at)
        found = database.first(oldest.tuples())
        return Figures(
            uploads=[tuple(row) for row in database.rows(states.tuples())],
            oldest_open=found[0] if found else None,
            jobs_due=database.count(Uploads.select(Uploads.id).where(Uploads.due_at <= now)),
        )
