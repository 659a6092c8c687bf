"""Finds uploads that nothing refers to any more, moment by moment.

Every moment is found by an index of its own, and the table keeps up to where they were processed.
So the work grows with the number of things that ended, not with the number that exist.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import SQL, NodeList, Tuple, Value, fn

from db.batches import batches
from db.database import Database
from db.gone_commits import forget_commits_of
from db.tables.directory import Files, FileVersions
from db.tables.placements import Artifacts, Commits
from db.tables.projects import Projects
from db.tables.uploads import RetentionLooks as T
from db.tables.uploads import Uploads
from db.uploads.kept_versions import kept_versions
from db.uploads.transitions import Transitions
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.retention import Ended, Moment, RetentionRecords
from dds_upload.core.uploads.upload import UploadState

#: How many files of a project are read at a time.
_FILES = 500


class RetentionTable(RetentionRecords):
    """The table `retention_looks`, and the rows that refer to uploads."""

    def __init__(self, database: Database, *, transitions: Transitions) -> None:
        self._database = database
        self._transitions = transitions

    def counted_since(self) -> datetime:
        """The same in each row."""
        since: datetime = self._database.first(T.select(T.since).tuples())[0]
        return since

    def next_moments(self, ended: Ended, until: datetime, limit: int) -> Sequence[Moment]:
        """Read by the index of that kind."""
        at, item, which = _MOMENTS[ended]
        passed = self._database.first(T.select(T.at, T.id).where(T.ended == ended).tuples())
        query = item.model.select(at, item).where(which, at <= until)
        query = query.where(Tuple(at, item) > _position(*passed))
        rows = self._database.rows(query.order_by(at, item).limit(limit).tuples())
        return [Moment(*row) for row in rows]

    def uploads_of(self, ended: Ended, moments: Sequence[Moment]) -> Iterator[Sequence[UUID]]:
        """A project is walked by the numbers of its files."""
        ids = [moment.id for moment in moments]
        if ended is Ended.PROJECT:
            for project_id in ids:
                yield from self._of_project(project_id)
            return
        if ended in (Ended.COMPLETION, Ended.FAILURE):
            yield ids
            return
        column = FileVersions.id if ended is Ended.VERSION else FileVersions.file
        found = FileVersions.select(FileVersions.upload).where(column.in_(ids)).distinct()
        yield from batches(row[0] for row in self._database.rows(found.tuples()))

    def purge(
        self,
        upload_ids: Collection[UUID],
        states: Collection[UploadState],
        now: datetime,
        deleted_until: datetime | None,
    ) -> Sequence[UUID]:
        """One transaction: lock, look again for rows that refer to them, move.

        The second look is a statement of its own, because it must see all that was committed before
        the locks were taken. From then on a request that wants to make a file of them waits, and
        finds them gone.
        """
        of_states = Uploads.state.in_(list(states))
        these = Uploads.select(Uploads.id).where(Uploads.id.in_(list(upload_ids)), of_states)
        unneeded = these.where(~_is_referred_to(deleted_until))
        if self._database.first(unneeded.tuples()) is None:
            return []
        purged: list[UUID] = []
        with self._database.transaction():
            needless = self._database.locking(unneeded.order_by(Uploads.id), of=Uploads)
            rows = self._database.rows(needless.tuples())
            locked = Uploads.id.in_([row[0] for row in rows])
            for state in states:
                purged += self._transitions.move(
                    state, UploadState.PURGED, now, locked, ~_is_referred_to(deleted_until)
                )
        return purged

    def looked_at(self, ended: Ended, last: Moment) -> None:
        """A worker that is behind changes nothing."""
        behind = Tuple(T.at, T.id) < _position(last.at, last.id)
        self._database.run(T.update(at=last.at, id=last.id).where(T.ended == ended, behind))

    def forget_failed_commits(self, until: datetime, now: datetime, limit: int) -> int:
        """By an index on failed commits."""
        failed = Commits.select(Commits.id).where(
            Commits.error_code.is_null(False), Commits.finished_at <= until
        )
        rows = self._database.rows(failed.order_by(Commits.finished_at).limit(limit).tuples())
        if rows:
            forget_commits_of(self._database, Commits.id.in_([row[0] for row in rows]), now)
        return len(rows)

    def _of_project(self, project_id: UUID) -> Iterator[Sequence[UUID]]:
        number = 0
        while True:
            files = Files.select(Files.id, Files.file_position).where(
                Files.project == project_id, Files.file_position > number
            )
            some = self._database.rows(files.order_by(Files.file_position).limit(_FILES).tuples())
            if not some:
                return
            number = some[-1][1]
            yield from self.uploads_of(Ended.FILE, [Moment(datetime.min, it) for it, _ in some])


#: The index that has both kinds of ends. It is named as the index is made, and states are literals:
#: SQLite uses a partial index only where it can see that it applies.
_ENDED = NodeList((Uploads.state, SQL("IN ('complete', 'failed')")))

#: For each kind: its moment, its id, and the condition for rows that have one.
_MOMENTS: dict[Ended, tuple[Any, Any, Any]] = {
    Ended.COMPLETION: (
        Uploads.moved_at,
        Uploads.id,
        (Uploads.state == SQL("'complete'")) & _ENDED,
    ),
    Ended.FAILURE: (
        Uploads.moved_at,
        Uploads.id,
        (Uploads.state == SQL("'failed'")) & _ENDED,
    ),
    Ended.VERSION: (
        FileVersions.deleted_at,
        FileVersions.id,
        FileVersions.deleted_at.is_null(False),
    ),
    Ended.FILE: (Files.deleted_at, Files.id, Files.deleted_at.is_null(False)),
    Ended.PROJECT: (Projects.deleted_at, Projects.id, Projects.deleted_at.is_null(False)),
}


def _position(at: datetime, id: UUID) -> Any:
    """A position among moments, as the database keeps it."""
    return Tuple(Value(at, T.at.db_value), Value(id, T.id.db_value))


def _is_referred_to(deleted_until: datetime | None) -> Any:
    versions = kept_versions(deleted_until).where(FileVersions.upload == Uploads.id)
    own = Artifacts.select(SQL("1")).where(Artifacts.upload == Uploads.id)
    same = Artifacts.select(SQL("1")).where(
        Uploads.outcome == OutcomeKind.ARTIFACT,
        Artifacts.owner == Uploads.created_by,
        Artifacts.sha256 == Uploads.claimed_value,
    )
    return fn.EXISTS(versions) | fn.EXISTS(own) | fn.EXISTS(same)
