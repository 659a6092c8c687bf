"""Keeps files."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from db.accounts.audit import stamp
from db.composed import insert
from db.database import Database
from db.directory.contents import files_by_ids
from db.directory.counts import count_entries
from db.directory.entries import EntryTable, Where, live
from db.directory.file_events import file_events
from db.directory.listed_files import listed_files, readable_files
from db.directory.numbered import FILES_OF_PROJECT
from db.directory.positions import EntryPositions
from db.directory.tree import descendants
from db.tables.directory import Files, FileVersions
from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.directory.entries import Location
from dds_upload.core.directory.files import File
from dds_upload.core.directory.listed import ListedFile, Part, ReadableFile
from dds_upload.core.directory.records import FileRecords
from dds_upload.core.events.event import EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.paging import Page, PageRequest


class FileTable(EntryTable, FileRecords):
    """Files kept in `files`."""

    table = Files

    def __init__(self, database: Database, *, events: EventRecords) -> None:
        super().__init__(database)
        self._events = events

    def add(
        self, file_id: UUID, location: Location, name: str, version_id: UUID, authorship: Authorship
    ) -> None:
        """Insert a row."""
        values = {"id": file_id, "project": location.project_id, "parent": location.folder_id}
        audit = stamp("created", authorship.caller, authorship.at)
        positions = EntryPositions(self._database).of_file(location.project_id, location.folder_id)
        row = {**values, "name": name, "current_version": version_id, **positions, **audit}
        with self._database.joined():
            self._database.run_later(insert(Files, [row]))
            within = {location.folder_id: 1}
            count_entries(self._database, location.project_id, within, entries=1, files=1)

    def get(self, file_id: UUID) -> File | None:
        """Read one row and everything that belongs to it."""
        return files_by_ids(self._database, [file_id]).get(file_id)

    def listed(self, file_ids: Collection[UUID], parts: Collection[Part]) -> dict[UUID, ListedFile]:
        """Read what a page shows of its files, by their ids."""
        return listed_files(self._database, file_ids, parts) if file_ids else {}

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

    def page_of_project(self, project_id: UUID, page: PageRequest) -> Page[ReadableFile]:
        """By the index on their numbers."""
        head = FILES_OF_PROJECT.taken(self._database, project_id)
        return Page(readable_files(self._database, project_id, page), *head)

    def delete(self, file_id: UUID, authorship: Authorship) -> None:
        """Stamp the row; its versions are reached only through it."""
        with self._database.joined():
            for it in self._mark_deleted(Files.id == file_id, authorship):
                within = {it.parent_id: -1}
                count_entries(self._database, it.project_id, within, entries=-1, files=-1)

    def delete_below(self, folder_id: UUID, authorship: Authorship) -> int:
        """The same for all files anywhere in a folder; the caller counts them."""
        return len(self._mark_deleted(Files.parent.in_(descendants(folder_id)), authorship))

    def height(self, file_id: UUID) -> int:
        """A file contains no folders."""
        return 0

    def _write(self, query: Any, authorship: Authorship, *, deletes: bool = False) -> list[Where]:
        """Update rows, and record an event for each file."""
        kind = EventKind.FILE_DELETED if deletes else EventKind.FILE_CHANGED
        with self._database.joined():
            written = super()._write(query, authorship)
            files = [(it.id, it.project_id) for it in written]
            self._events.record(file_events(kind, files, authorship))
            return written
