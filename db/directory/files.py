"""Keeps files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from db.accounts.audit import Audits, stamp
from db.database import Database
from db.directory.entries import EntryTable, live
from db.directory.file_events import file_events
from db.directory.file_versions import FileVersionTable
from db.directory.former_paths import remember_path
from db.directory.positions import EntryPositions, on_page, taken, this_hold
from db.directory.tree import Ancestry, descendants
from db.tables.directory import Files, FileVersions
from db.tables.projects import Projects
from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.directory.entries import Location, Named
from dds_upload.core.directory.files import DeletedFile, File
from dds_upload.core.directory.records import FileRecords
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.paging import Page, PageRequest


class FileTable(EntryTable, FileRecords):
    """Files kept in `files`."""

    table = Files

    def __init__(
        self, database: Database, *, versions: FileVersionTable, events: EventRecords
    ) -> None:
        super().__init__(database)
        self._versions = versions
        self._events = events

    def add(
        self, file_id: UUID, location: Location, name: str, version_id: UUID, authorship: Authorship
    ) -> None:
        """Insert a row."""
        values = {"id": file_id, "project": location.project_id, "parent": location.folder_id}
        audit = stamp("created", authorship.caller, authorship.at)
        positions = EntryPositions(self._database).of_file(location.project_id, location.folder_id)
        row = {**values, "name": name, "current_version": version_id, **positions, **audit}
        self._database.run(Files.insert(row))

    def get(self, file_id: UUID) -> File | None:
        """Read one row and its surroundings."""
        return self.by_ids([file_id]).get(file_id)

    def by_ids(self, file_ids: Collection[UUID]) -> dict[UUID, File]:
        """Read some rows, and the surroundings of all of them together."""
        if not file_ids:
            return {}
        rows = self._database.rows(_files().where(Files.id.in_(list(file_ids))).dicts())
        return {file.id: file for file in self._to_files(rows)}

    def find(self, location: Location, name: str, upload_id: UUID) -> UUID | None:
        """Through the index of versions by upload."""
        query = live(Files, Files.id).join(
            FileVersions, on=(FileVersions.id == Files.current_version)
        )
        query = query.where(
            FileVersions.upload == upload_id,
            Files.project == location.project_id,
            Files.parent.is_null()
            if location.folder_id is None
            else Files.parent == location.folder_id,
            Files.name == name,
        )
        row = self._database.first(query.order_by(Files.created_at, Files.id).tuples())
        return None if row is None else row[0]

    def page_of_project(self, project_id: UUID, page: PageRequest) -> Page[File]:
        """By the index on their numbers."""
        query = _files().where(Files.project == project_id)
        part = query.where(on_page(Files.file_position, page))
        rows = self._database.rows(part.order_by(Files.file_position.desc()).dicts())
        total, highest = taken(self._database, query, Files.file_position)
        return Page(self._to_files(rows), total, highest)

    def delete(self, file_id: UUID, authorship: Authorship) -> None:
        """Stamp the row; its versions are reached through it only."""
        self._mark_deleted(Files.id == file_id, authorship)

    def delete_below(self, folder_id: UUID, authorship: Authorship) -> None:
        """The same for all files anywhere in a folder."""
        self._mark_deleted(Files.parent.in_(descendants(folder_id)), authorship)

    def deleted(self, file_id: UUID) -> DeletedFile | None:
        """By primary key."""
        columns = (Files.id, Files.name, Files.project, Files.parent, FileVersions.upload)
        query = Files.select(*columns).join(
            FileVersions, on=(FileVersions.id == Files.current_version)
        )
        query = query.where(Files.id == file_id, Files.deleted_at.is_null(False))
        row = self._database.first(query.tuples())
        return None if row is None else DeletedFile(*row)

    def restore(self, file: DeletedFile, folder_id: UUID | None, at: datetime) -> None:
        """Lists have kept its place; for searches it has only just come."""
        place: dict[str, Any] = {"path_since": this_hold(file.project_id)}
        event = Event(EventKind.FILE_RESTORED, at, project_id=file.project_id, file_id=file.id)
        with self._database.joined():
            if folder_id != file.folder_id:
                remember_path(self._database, Files, file.id)
                positions = EntryPositions(self._database)
                number = positions.in_parent(file.project_id, folder_id)
                place |= {"parent": folder_id, "parent_position": number}
            back = {"deleted_at": None, "deleted_by": None, "deleted_agent": None, **place}
            self._database.run(Files.update(back).where(Files.id == file.id))
            self._events.record([event])

    def height(self, file_id: UUID) -> int:
        """A file brings no folders along."""
        return 0

    def _write(self, query: Any, authorship: Authorship, *, deletes: bool = False) -> None:
        """With an event for each file."""
        kind = EventKind.FILE_DELETED if deletes else EventKind.FILE_CHANGED
        with self._database.joined():
            written = self._database.rows(query.returning(Files.id, Files.project).tuples())
            self._events.record(file_events(kind, written, authorship))

    def _to_files(self, rows: Sequence[dict[str, Any]]) -> list[File]:
        audits = Audits.named_in(self._database, rows)
        ancestry = Ancestry(self._database, (row["parent"] for row in rows))
        current = [row["current_version"] for row in rows]
        versions = self._versions.by_ids(current)
        return [
            File(
                id=row["id"],
                name=row["name"],
                project=Named(row["project"], row["project_name"]),
                ancestors=ancestry.path(row["parent"]),
                audit=audits.of(row),
                current_version=versions[row["current_version"]],
            )
            for row in rows
            if row["current_version"] in versions  # the file may be deleted by now
        ]


def _files() -> Any:
    return live(Files, Files, Projects.name.alias("project_name"))
