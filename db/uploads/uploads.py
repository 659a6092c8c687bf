"""Uploads as their clients create, read and complete them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from peewee import JOIN, BigIntegerField, ForeignKeyField, Select, UUIDField, Value, fn

from db.accounts.audit import stamp
from db.batches import batches
from db.composed import Composed, insert
from db.cuts import cut
from db.database import Database
from db.tables.directory import FileVersions
from db.tables.projects import Projects
from db.tables.uploads import UploadDigests, Uploads
from db.uploads.kept_versions import kept_versions
from db.uploads.open_uploads import OpenUploadTable
from db.uploads.transitions import Transitions
from db.uploads.upload_details import read_details
from db.uploads.upload_positions import of_caller, of_project
from db.uploads.upload_rows import to_row, to_upload
from dds_upload.core.accounts.users import Caller
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.core.uploads.search import UploadSearch
from dds_upload.core.uploads.upload import Upload, UploadState


class UploadTable(UploadRecords):
    """The `uploads` table and the rows that belong to it."""

    def __init__(
        self,
        database: Database,
        *,
        transitions: Transitions,
        events: EventRecords,
        open_uploads: OpenUploadTable,
    ) -> None:
        self._database = database
        self._open_uploads = open_uploads
        self._transitions = transitions
        self._events = events

    def add(self, uploads: Sequence[Upload], caller: Caller) -> None:
        """Insert rows, with the digests that are already claimed."""
        with self._database.joined():
            self._open_uploads.begin(uploads)
            for batch in batches(uploads):
                rows = [
                    {**to_row(upload), **stamp("created", caller, upload.created_at)}
                    for upload in batch
                ]
                self._database.run_later(insert(Uploads, rows))
            claims = [(it.id, it.claimed, it.created_at) for it in uploads if it.claimed]
            digests = (digest_row(id, claim, "client", caller, at) for id, claim, at in claims)
            for some in batches(digests):
                self._database.run_later(insert(UploadDigests, some))
            self._events.record(_began(upload, caller) for upload in uploads)

    def get(self, upload_id: UUID) -> Upload | None:
        """Read one row."""
        row = self._database.first(_ONE(upload_id=upload_id))
        return None if row is None else to_upload(row)

    def details(self, upload_id: UUID) -> UploadDetails | None:
        """Read one upload and everything that belongs to it."""
        return next(iter(read_details(self._database, [upload_id])), None)

    def page_of_project(
        self,
        project_id: UUID,
        search: UploadSearch,
        page: PageRequest,
        *,
        now: datetime,
        idle_since: datetime,
    ) -> Page[UploadDetails]:
        """Positions include uploads that are gone."""
        return self._page(of_project(project_id, search, now=now, idle_since=idle_since), page)

    def page_of_caller(
        self,
        caller: Caller,
        search: UploadSearch,
        page: PageRequest,
        *,
        now: datetime,
        idle_since: datetime,
    ) -> Page[UploadDetails]:
        """Positions include uploads that ended just now."""
        return self._page(of_caller(caller, search, now=now, idle_since=idle_since), page)

    def _page(self, ever: Any, page: PageRequest) -> Page[UploadDetails]:
        """Everything that belongs to a page is read together."""
        found = cut(self._database, ever, page)
        uploads = {it.upload.id: it for it in read_details(self._database, found.ids)}
        items = [uploads[upload_id] for upload_id in found.ids if upload_id in uploads]
        return Page(items, found.total, found.positions, unsettled=True)

    def begin_assembly(
        self,
        upload: Upload,
        claimed: Digest | None,
        caller: Caller,
        now: datetime,
        urls_end_at: datetime | None = None,
    ) -> bool:
        """Compare-and-swap on the revision: a chunk granted meanwhile makes it fail."""
        values = {
            "claimed_algorithm": claimed.algorithm if claimed else None,
            "claimed_value": claimed.value if claimed else None,
            "completed_at": now,
            "active_at": now,
            "urls_end_at": urls_end_at,
            "etag": uuid4().hex,
        }
        with self._database.joined():
            begun = self._swap(upload, UploadState.ASSEMBLING, caller, now, values)
            if begun and claimed is not None:
                self.add_digest(upload.id, claimed, caller, now)
            return begun

    def add_digest(self, upload_id: UUID, digest: Digest, caller: Caller, now: datetime) -> None:
        """Insert a digest that a client reports, unless it is known."""
        row = digest_row(upload_id, digest, "client", caller, now)
        known = UploadDigests.select().where(
            UploadDigests.upload == upload_id,
            UploadDigests.algorithm == digest.algorithm,
            UploadDigests.value == digest.value,
        )
        fields = [getattr(UploadDigests, name) for name in row]
        values = [self._typed(field, row[field.name]) for field in fields]
        unknown = Select(columns=values).where(~fn.EXISTS(known))
        self._database.run_later(UploadDigests.insert_from(unknown, fields))

    def _typed(self, field: Any, value: Any) -> Any:
        """A selected value with its type: PostgreSQL would take all of them for texts."""
        uuid = "TEXT" if self._database.is_sqlite else "UUID"
        is_id = isinstance(field, UUIDField | ForeignKeyField)
        kind = uuid if is_id else "BIGINT" if isinstance(field, BigIntegerField) else "TEXT"
        return Value(field.db_value(value)).cast(kind)

    def is_used(self, upload_ids: Collection[UUID], deleted_until: datetime | None) -> bool:
        """Look for any such version."""
        query = kept_versions(deleted_until).where(FileVersions.upload.in_(list(upload_ids)))
        return self._database.first(query.tuples()) is not None

    def purge(self, uploads: Sequence[Upload], caller: Caller, now: datetime) -> None:
        """One statement for all of them."""
        these = Uploads.id.in_([upload.id for upload in uploads])
        self._transitions.move(UploadState.COMPLETE, UploadState.PURGED, now, these, caller=caller)

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """Compare-and-swap, as well; the sweeper removes its bytes."""
        return self._swap(upload, target, caller, now)

    def _swap(
        self,
        upload: Upload,
        target: UploadState,
        caller: Caller,
        now: datetime,
        values: Mapping[str, Any] | None = None,
    ) -> bool:
        judged = {"id": upload.id, "revision": upload.revision}
        moved = self._transitions.move(
            upload.state, target, now, same=judged, caller=caller, values=values
        )
        return bool(moved)


def _began(upload: Upload, caller: Caller) -> Event:
    return Event(
        EventKind.UPLOAD_BEGAN,
        upload.created_at,
        upload_id=upload.id,
        project_id=upload.project_id,
        user_id=caller.user.id,
        agent_id=caller.agent_id,
    )


def digest_row(
    upload_id: UUID, digest: Digest, origin: str, caller: Caller | None, now: datetime
) -> dict[str, Any]:
    """A row of `upload_digests`; without a caller, the service computed the digest."""
    return {
        **stamp("created", caller, now),
        "id": uuid4(),
        "upload": upload_id,
        "algorithm": digest.algorithm,
        "value": digest.value,
        "origin": origin,
    }


def _present() -> Any:
    """Uploads of projects that are not deleted, and those of no project."""
    query = Uploads.select(Uploads).join(
        Projects, JOIN.LEFT_OUTER, on=(Projects.id == Uploads.project)
    )
    return query.where(Projects.deleted_at.is_null())


_ONE = Composed(lambda upload_id: _present().where(Uploads.id == upload_id), named=True)
