"""Keeps commits and their results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import Case, fn

from db.composed import insert
from db.database import Database
from db.failures import failure_columns, to_failure
from db.gone_commits import commits_gone_since
from db.listing import depends_on, excerpt_of
from db.tables.placements import Commits as T
from dds_upload.core.failure import Failure
from dds_upload.core.listing import Excerpt, Listing
from dds_upload.core.placements.commits import Commit, CommitState
from dds_upload.core.placements.records import CommitRecords
from dds_upload.core.storage.digest import Digest

#: Columns with the name and the type of the field.
_PLAIN = tuple(
    field.name
    for field in fields(Commit)
    if field.name not in {"upload_id", "owner_id", "claimed", "failure"}
)

#: Commit.state, as the database sees it.
_STATE = Case(
    None,
    [
        (T.finished_at.is_null(False) & T.error_code.is_null(), CommitState.COMPLETED),
        (T.finished_at.is_null(False), CommitState.FAILED),
        (T.started_at.is_null(False), CommitState.RUNNING),
    ],
    CommitState.WAITING,
)

_COLUMNS: dict[str, Any] = {
    "id": T.id,
    "upload_id": T.upload,
    "artifact_id": T.artifact_id,
    "state": _STATE,
    "correlation_id": T.correlation_id,
    "created_at": T.created_at,
    "changed_at": fn.COALESCE(T.finished_at, T.started_at, T.created_at),
    "started_at": T.started_at,
    "finished_at": T.finished_at,
}

#: Fields that change while a commit is under way; the others never change.
_CHANGING = ("state", "changed_at", "started_at", "finished_at", "artifact_id")


class CommitTable(CommitRecords):
    """The table `commits`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, commit: Commit) -> None:
        """Insert a row; a unique key refuses a second one that has not ended."""
        self._database.run(insert(T, [_to_row(commit)]))

    def get(self, commit_id: UUID, owner_id: UUID) -> Commit | None:
        """By primary key."""
        return self._first(T.select().where(T.id == commit_id, T.owner == owner_id))

    def latest(self, upload_id: UUID) -> Commit | None:
        """The commit that has not ended comes first."""
        query = T.select().where(T.upload == upload_id)
        return self._first(query.order_by(T.finished_at.is_null().desc(), T.created_at.desc()))

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Commit]:
        """By the index on owner and time."""
        query = T.select().where(T.owner == owner_id)

        def displaced(since: int) -> Any:
            """Of those that are there, the state may not be the one asked for any more."""
            moves = depends_on(listing, *_CHANGING)
            moved = query.select(T.owner).where(_COLUMNS["changed_at"] >= since, moves)
            return moved.union_all(commits_gone_since(owner_id, since))

        found = excerpt_of(self._database, query, _COLUMNS, listing, displaced)
        return found.of([_to_commit(row) for row in found.items])

    def start(self, upload_id: UUID, now: datetime) -> None:
        """Update one column."""
        waiting = (T.upload == upload_id) & T.finished_at.is_null() & T.started_at.is_null()
        self._database.run(T.update(started_at=now).where(waiting))

    def complete(self, upload_id: UUID, artifact_id: UUID, now: datetime) -> None:
        """The schema demands either an artifact or an error."""
        self._end(upload_id, finished_at=now, artifact_id=artifact_id)

    def fail(self, upload_id: UUID, failure: Failure, now: datetime) -> None:
        """Nothing happens if all have ended."""
        self._end(upload_id, finished_at=now, **failure_columns(failure))

    def _end(self, upload_id: UUID, **values: Any) -> None:
        unfinished = (T.upload == upload_id) & T.finished_at.is_null()
        self._database.run(T.update(**values).where(unfinished))

    def _first(self, query: Any) -> Commit | None:
        row = self._database.first(query.dicts())
        return None if row is None else _to_commit(row)


def _to_row(commit: Commit) -> dict[str, Any]:
    return {
        **{name: getattr(commit, name) for name in _PLAIN},
        "upload": commit.upload_id,
        "owner": commit.owner_id,
        **failure_columns(commit.failure),
        "claimed_algorithm": commit.claimed.algorithm,
        "claimed_value": commit.claimed.value,
    }


def _to_commit(row: Mapping[str, Any]) -> Commit:
    return Commit(
        **{name: row[name] for name in _PLAIN},
        upload_id=row["upload"],
        owner_id=row["owner"],
        claimed=Digest(row["claimed_algorithm"], row["claimed_value"]),
        failure=to_failure(row["error_code"], row["error_details"]),
    )
