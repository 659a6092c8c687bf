"""Commits that were deleted with their uploads: lists of commits count how many have left."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from peewee import Value

from db.database import Database
from db.tables.placements import Commits
from db.tables.placements import GoneCommits as T

#: How long a note of a deleted commit is kept.
_KNOWN = timedelta(days=1)


def forget_commits(database: Database, upload_id: UUID, owner_id: UUID, now: datetime) -> None:
    """Delete those of an upload; notes of older ones are deleted, too."""
    database.run(T.delete().where(T.owner_id == owner_id, T.gone_at < now - _KNOWN))
    forget_commits_of(database, Commits.upload == upload_id, now)


def forget_commits_of(database: Database, these: Any, now: datetime) -> None:
    """Delete commits that match the condition; they are locked first, and so counted once."""
    gone = Commits.select(Commits.owner, Value(now, T.gone_at.db_value)).where(these)
    gone = database.locking(gone)
    with database.joined():
        database.run(T.insert_from(gone, [T.owner_id, T.gone_at]))
        database.run(Commits.delete().where(these))


def commits_gone_since(owner_id: UUID, since: int) -> Any:
    """Query: one row for each deleted commit of the owner; the moment is in microseconds."""
    return T.select(T.owner_id).where(T.owner_id == owner_id, T.gone_at >= since)
