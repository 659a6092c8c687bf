"""Puts finished files into project trees."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from peewee import JOIN

from db.batches import batches
from db.composed import insert
from db.database import Database
from db.directory.counts import count_entries
from db.directory.entries import live
from db.directory.positions import EntryPositions
from db.tables.content import FileDebugIds
from db.tables.directory import Files, FileVersions, Folders
from db.tables.uploads import Uploads
from dds_upload.core.content.deliveries import FolderKey, NamedEntry, NewFile, NewFolder
from dds_upload.core.content.records import DeliveryRecords
from dds_upload.core.content.requests import Destination, DestinationKey
from dds_upload.core.errors import Conflict
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.uploads.upload import UploadState


class DeliveryTable(DeliveryRecords):
    """The tables `folders`, `files`, `file_versions` and `file_debug_ids`, many rows at a time."""

    def __init__(self, database: Database, *, events: EventRecords) -> None:
        self._database = database
        self._events = events

    def present(
        self, upload_ids: Collection[UUID], project_ids: Collection[UUID]
    ) -> Collection[tuple[UUID, DestinationKey]]:
        """Current versions only: a former content of a file does not count."""
        found: set[tuple[UUID, DestinationKey]] = set()
        current = FileVersions.id == Files.current_version
        columns = (FileVersions.upload, Files.project, Files.name, FileDebugIds.debug_id)
        for batch in batches(upload_ids):
            query = live(Files, *columns).join_from(Files, FileVersions, on=current)
            query = query.join_from(
                Files, FileDebugIds, JOIN.LEFT_OUTER, on=(FileDebugIds.file == Files.id)
            ).where(FileVersions.upload.in_(batch), Files.project.in_(list(project_ids)))
            found.update((row[0], tuple(row[1:])) for row in self._database.rows(query.tuples()))
        return found

    def named(self, parents: Collection[FolderKey], names: Collection[str]) -> Sequence[NamedEntry]:
        """Through the indexes of names in a folder; two statements for each batch of both."""
        found: list[NamedEntry] = []
        for some_parents in batches(parents):
            for some_names in batches(names):
                for table in (Folders, Files):
                    rows = self._database.rows(_named(table, some_parents, some_names).tuples())
                    found += [
                        NamedEntry((project, parent), name, id if table is Folders else None)
                        for project, parent, name, id in rows
                    ]
        return found

    def add_folders(self, folders: Sequence[NewFolder], now: datetime) -> None:
        """Insert rows in the given order: each refers to its parent."""
        positions = EntryPositions(self._database)
        for batch in batches(folders):
            positions.read_folders((new.destination.project_id, new.parent_id) for new in batch)
            rows = [
                {
                    "id": new.id,
                    "project": new.destination.project_id,
                    "parent": new.parent_id,
                    "name": new.name,
                    **positions.of_folder(new.destination.project_id, new.parent_id),
                    **_author(new.destination, now),
                }
                for new in batch
            ]
            self._database.run_later(insert(Folders, rows))
            self._count((it.destination.project_id, it.parent_id) for it in batch)

    def add_files(self, files: Sequence[NewFile], now: datetime) -> None:
        """Insert a file and its first version for each; `HeldUploadTable` explains the revision."""
        positions = EntryPositions(self._database)
        for batch in batches(files):
            self._hold({new.upload_id for new in batch})
            made = [(uuid4(), uuid4(), new) for new in batch]
            positions.read_folders((new.destination.project_id, new.folder_id) for new in batch)
            rows = [
                {
                    "id": file_id,
                    "project": new.destination.project_id,
                    "parent": new.folder_id,
                    "name": new.destination.name,
                    "current_version": version_id,
                    **positions.of_file(new.destination.project_id, new.folder_id),
                    **_author(new.destination, now),
                }
                for file_id, version_id, new in made
            ]
            versions = [
                {
                    "id": version_id,
                    "file": file_id,
                    "version": 1,
                    "upload": new.upload_id,
                    **_author(new.destination, now),
                }
                for file_id, version_id, new in made
            ]
            self._database.run_later(insert(Files, rows))
            self._database.run_later(insert(FileVersions, versions))
            places = ((new.destination.project_id, new.folder_id) for new in batch)
            self._count(places, are_files=True)
            self._add_debug_ids({file_id: new.destination for file_id, _, new in made})
            self._events.record([_created(file_id, new, now) for file_id, _, new in made])

    def _count(self, places: Iterable[FolderKey], *, are_files: bool = False) -> None:
        within: dict[UUID, Counter[UUID | None]] = defaultdict(Counter)
        for project_id, folder_id in places:
            within[project_id][folder_id] += 1
        for project_id, folders in within.items():
            number = folders.total()
            files = number if are_files else 0
            count_entries(self._database, project_id, folders, entries=number, files=files)

    def _add_debug_ids(self, made: Mapping[UUID, Destination]) -> None:
        rows = [
            {"file": file_id, "debug_id": destination.debug_id}
            for file_id, destination in made.items()
            if destination.debug_id is not None
        ]
        if rows:
            self._database.run(insert(FileDebugIds, rows))

    def _hold(self, upload_ids: set[UUID]) -> None:
        """Count the revision up: an earlier judged discard then fails.

        A discard that happened fails this.
        """
        whole = Uploads.id.in_(upload_ids) & (Uploads.state == UploadState.COMPLETE)
        counted = Uploads.update(revision=Uploads.revision + 1).where(whole)
        if self._database.run(counted) != len(upload_ids):
            raise Conflict("an upload was discarded at the same moment")


def _named(
    table: type[Folders] | type[Files], parents: Sequence[FolderKey], names: list[str]
) -> Any:
    """The oldest first."""
    roots = [project_id for project_id, folder_id in parents if folder_id is None]
    folders = [folder_id for _, folder_id in parents if folder_id is not None]
    in_root = table.parent.is_null() & table.project.in_(roots)
    query = table.select(table.project, table.parent, table.name, table.id)
    query = query.where(table.name.in_(names), table.deleted_at.is_null())
    query = query.where(table.parent.in_(folders) | in_root)
    return query.order_by(table.created_at, table.id)


def _created(file_id: UUID, new: NewFile, now: datetime) -> Event:
    destination = new.destination
    return Event(
        EventKind.FILE_CREATED,
        now,
        upload_id=new.upload_id,
        project_id=destination.project_id,
        file_id=file_id,
        user_id=destination.user_id,
        agent_id=destination.agent_id,
    )


def _author(destination: Destination, now: datetime) -> dict[str, Any]:
    return {
        "created_at": now,
        "created_by": destination.user_id,
        "created_agent": destination.agent_id,
    }
