"""Puts finished files into project trees."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from db.batches import batches
from db.database import Database
from db.directory.entries import live
from db.events.events import EventTable
from db.tables.directory import Files, FileVersions, Folders
from db.tables.uploads import Uploads
from dds_upload.core.content.records import DeliveryRecords
from dds_upload.core.content.requests import Destination
from dds_upload.core.errors import Conflict
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.uploads.upload import UploadState


class DeliveryTable(DeliveryRecords):
    """The tables `folders`, `files` and `file_versions`, many rows at a time."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._events = EventTable(database)

    def present(
        self, upload_ids: Collection[UUID], project_ids: Collection[UUID]
    ) -> Collection[tuple[UUID, UUID]]:
        """Current versions only: what a file held once is no file."""
        found: set[tuple[UUID, UUID]] = set()
        current = FileVersions.id == Files.current_version
        for batch in batches(upload_ids):
            query = live(Files, FileVersions.upload, Files.project)
            query = query.join_from(Files, FileVersions, on=current).where(
                FileVersions.upload.in_(batch), Files.project.in_(list(project_ids))
            )
            found.update(self._database.rows(query.tuples()))
        return found

    def folder(self, destination: Destination, now: datetime) -> UUID:
        """Of several with that name, the oldest."""
        here = (Folders.project == destination.project_id, Folders.parent.is_null())
        query = Folders.select(Folders.id).where(
            *here, Folders.name == destination.folder, Folders.deleted_at.is_null()
        )
        row = self._database.first(query.order_by(Folders.created_at, Folders.id).tuples())
        if row is not None:
            return row[0]  # type: ignore[no-any-return]
        made = uuid4()
        values = {"id": made, "project": destination.project_id, "name": destination.folder}
        self._database.run(Folders.insert({**values, **_author(destination, now)}))
        return made

    def add(self, files: Sequence[tuple[UUID, UUID, Destination]], now: datetime) -> None:
        """A file and its first version for each; see `HeldUploadTable` for the revision."""
        for batch in batches(files):
            self._hold({upload_id for upload_id, _, _ in batch})
            made = [(uuid4(), uuid4(), *item) for item in batch]
            rows = [
                {
                    "id": file_id,
                    "project": destination.project_id,
                    "parent": folder_id,
                    "name": destination.name,
                    "current_version": version_id,
                    **_author(destination, now),
                }
                for file_id, version_id, _, folder_id, destination in made
            ]
            versions = [
                {
                    "id": version_id,
                    "file": file_id,
                    "version": 1,
                    "upload": upload_id,
                    **_author(destination, now),
                }
                for file_id, version_id, upload_id, _, destination in made
            ]
            self._database.run(Files.insert_many(rows))
            self._database.run(FileVersions.insert_many(versions))
            self._events.record(
                _created(file_id, upload_id, to, now) for file_id, _, upload_id, _, to in made
            )

    def _hold(self, upload_ids: set[UUID]) -> None:
        """A discard that was judged earlier fails; one that has happened makes this fail."""
        whole = Uploads.id.in_(upload_ids) & (Uploads.state == UploadState.COMPLETE)
        counted = Uploads.update(revision=Uploads.revision + 1).where(whole)
        if self._database.run(counted) != len(upload_ids):
            raise Conflict("an upload was discarded at the same moment")


def _created(file_id: UUID, upload_id: UUID, destination: Destination, now: datetime) -> Event:
    return Event(
        EventKind.FILE_CREATED,
        now,
        upload_id=upload_id,
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
