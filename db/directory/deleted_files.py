"""Finds deleted files, and restores them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from peewee import JOIN

from db.accounts.audit import Audits
from db.cuts import cut, cut_columns
from db.database import Database
from db.directory.counts import count_entries
from db.directory.former_paths import remember_path
from db.directory.positions import EntryPositions, this_hold
from db.directory.tree import Ancestry
from db.gaps import GapList, gaps, leave_gaps
from db.tables.directory import Files, FileVersions, Folders
from db.tables.projects import Projects
from db.tables.uploads import Uploads
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Named
from dds_upload.core.directory.files import DeletedFile
from dds_upload.core.directory.records import DeletedFileRecords
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.uploads.upload import BYTES_GO

_DELETED_AT = Files.deleted_at


class DeletedFileTable(DeletedFileRecords):
    """The rows of `files` that are marked as deleted."""

    def __init__(self, database: Database, *, events: EventRecords) -> None:
        self._database = database
        self._events = events

    def project_of(self, file_id: UUID) -> UUID | None:
        """By primary key."""
        row = self._database.first(Files.select(Files.project).where(Files.id == file_id).tuples())
        return None if row is None else row[0]

    def get(self, file_id: UUID) -> DeletedFile | None:
        """By primary key."""
        return next(iter(self._read(Files.id == file_id)), None)

    def page_of_project(
        self, project_id: UUID, over_until: datetime | None, page: PageRequest
    ) -> Page[DeletedFile]:
        """Positions include files that were restored, or whose content is gone."""
        found = cut(self._database, _positions(project_id, over_until), page)
        files = {file.id: file for file in self._read(Files.id.in_(found.ids))}
        items = [files[file_id] for file_id in found.ids if file_id in files]
        return Page(items, found.total, found.positions, unsettled=True)

    def restore(self, file: DeletedFile, caller: Caller | None, at: datetime) -> None:
        """In lists the file keeps its former position; for searches it is new."""
        project_id, folder_id = file.project.id, file.folder_id
        back: dict[str, Any] = {"deleted_at": None, "deleted_by": None, "deleted_agent": None}
        with self._database.joined():
            this = Files.id == file.id
            leave_gaps(
                self._database, GapList.DELETED_FILES, Files.project, Files.id, this, _DELETED_AT
            )
            if file.folder_is_deleted:
                remember_path(self._database, Files, file.id)
                number = EntryPositions(self._database).in_parent(project_id, folder_id)
                back |= {"parent": folder_id, "parent_position": number}
            back["path_since"] = this_hold(project_id)
            self._database.run(Files.update(back).where(this))
            count_entries(self._database, project_id, {folder_id: 1}, entries=1, files=1)
            self._events.record([_restored(file, caller, at)])

    def _read(self, condition: Any) -> Sequence[DeletedFile]:
        query = Files.select(
            Files,
            Projects.name.alias("project_name"),
            Folders.deleted_at.alias("folder_deleted_at"),
            Uploads.id.alias("upload_id"),
            Uploads.size,
        )
        query = _with_content(query).join(Projects, on=(Projects.id == Files.project))
        query = query.join(Folders, JOIN.LEFT_OUTER, on=(Folders.id == Files.parent))
        rows = self._database.rows(query.where(condition, _DELETED_AT.is_null(False)).dicts())
        audits = Audits.named_in(self._database, rows)
        ancestry = Ancestry.read(self._database, (row["parent"] for row in rows))
        return [
            DeletedFile(
                id=row["id"],
                name=row["name"],
                project=Named(row["project"], row["project_name"]),
                ancestors=ancestry.path(row["parent"]),
                audit=audits.of(row),
                size=row["size"],
                upload_id=row["upload_id"],
                folder_is_deleted=row["folder_deleted_at"] is not None,
            )
            for row in rows
        ]


def _positions(project_id: UUID, over_until: datetime | None) -> Any:
    """A query for `cut`.

    If positions counted all files that were ever deleted, many empty pages would come before the
    first file that can be restored. So they begin with the day on which the first of these may have
    been deleted. No position moves before that day is over.
    """
    shown, since = Uploads.state.not_in(BYTES_GO), None
    deleted = (Files.project == project_id) & _DELETED_AT.is_null(False)
    if over_until is not None:
        since = over_until.replace(hour=0, minute=0, second=0, microsecond=0)
        shown &= over_until < _DELETED_AT
        deleted &= since <= _DELETED_AT
    query = _with_content(Files.select(*cut_columns(_DELETED_AT, Files.id, shown)))
    return query.where(deleted).union_all(gaps(GapList.DELETED_FILES, project_id, since))


def _with_content(query: Any) -> Any:
    """Joined with the current version, and with its upload."""
    query = query.join_from(Files, FileVersions, on=(FileVersions.id == Files.current_version))
    query = query.join(Uploads, on=(Uploads.id == FileVersions.upload))
    return query.switch(Files)


def _restored(file: DeletedFile, caller: Caller | None, at: datetime) -> Event:
    return Event(
        EventKind.FILE_RESTORED,
        at,
        project_id=file.project.id,
        file_id=file.id,
        user_id=caller.user.id if caller else None,
        agent_id=caller.agent_id if caller else None,
    )
