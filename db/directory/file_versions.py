"""Keeps versions of files, and reads their uploads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from peewee import fn

from db.accounts.audit import stamp
from db.composed import insert
from db.database import Database
from db.directory.contents import versions_by_ids, versions_of
from db.directory.file_events import file_events
from db.tables.directory import Files
from db.tables.directory import FileVersions as T
from db.tables.projects import Projects
from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.directory.files import FileVersion, NewVersion
from dds_upload.core.directory.records import FileVersionRecords
from dds_upload.core.events.event import EventKind
from dds_upload.core.events.records import EventRecords


class FileVersionTable(FileVersionRecords):
    """Versions kept in `file_versions`."""

    def __init__(self, database: Database, *, events: EventRecords) -> None:
        self._database = database
        self._events = events

    def project_of(self, version_id: UUID) -> UUID | None:
        """Through the file."""
        row = self._database.first(_live(Files.project).where(T.id == version_id).tuples())
        return None if row is None else row[0]

    def get(self, version_id: UUID) -> FileVersion | None:
        """Read one row and everything that belongs to it."""
        return next(iter(versions_by_ids(self._database, [version_id])), None)

    def all_of(self, file_id: UUID) -> Sequence[FileVersion]:
        """Newest first."""
        found = versions_of(self._database, file_id)
        return sorted(found, key=lambda it: it.number, reverse=True)

    def add_first(self, version: NewVersion, authorship: Authorship) -> None:
        """Insert a row."""
        self._insert(version, 1, EventKind.FILE_CREATED, authorship)

    def add_next(self, version: NewVersion, authorship: Authorship) -> None:
        """Insert a row; the unique key (file, version) refuses a number that was given twice."""
        number = T.select(fn.MAX(T.version) + 1).where(T.file == version.file_id)
        updated = stamp("updated", authorship.caller, authorship.at)
        query = Files.update({"current_version": version.id, **updated})
        self._insert(version, number, EventKind.FILE_CHANGED, authorship)
        self._database.run_later(query.where(Files.id == version.file_id))

    def _insert(
        self, version: NewVersion, number: Any, kind: EventKind, authorship: Authorship
    ) -> None:
        row = {
            "id": version.id,
            "file": version.file_id,
            "version": number,
            "upload": version.upload_id,
            "label": version.label,
            **stamp("created", authorship.caller, authorship.at),
        }
        where = [(version.file_id, version.project_id)]
        with self._database.joined():
            self._database.run_later(insert(T, [row]))
            self._events.record(file_events(kind, where, authorship, version.upload_id))

    def label(self, version_id: UUID, label: str | None, authorship: Authorship) -> None:
        """Change one column."""
        audit = stamp("updated", authorship.caller, authorship.at)
        self._change(T.update({"label": label, **audit}).where(T.id == version_id), authorship)

    def delete(self, version_id: UUID, authorship: Authorship) -> None:
        """Stamp the row."""
        audit = stamp("deleted", authorship.caller, authorship.at)
        query = T.update(audit).where(T.id == version_id, T.deleted_at.is_null())
        self._change(query, authorship)

    def _change(self, query: Any, authorship: Authorship) -> None:
        with self._database.joined():
            files = [row[0] for row in self._database.rows(query.returning(T.file).tuples())]
            changed = Files.select(Files.id, Files.project).where(Files.id.in_(files))
            pairs = self._database.rows(changed.tuples())
            self._events.record(file_events(EventKind.FILE_CHANGED, pairs, authorship))


def _live(*columns: Any) -> Any:
    """Select from versions that are not deleted, of files and in projects that are not."""
    query = T.select(*columns).join(Files, on=(Files.id == T.file))
    query = query.join(Projects, on=(Projects.id == Files.project))
    return query.where(
        T.deleted_at.is_null(), Files.deleted_at.is_null(), Projects.deleted_at.is_null()
    )
