"""Keeps versions of files, and reads what they are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from peewee import JOIN, fn

from db.accounts.audit import Audits, stamp
from db.database import Database
from db.directory.file_events import file_events
from db.failures import to_failure
from db.storage.providers import to_provider
from db.tables.directory import Files
from db.tables.directory import FileVersions as T
from db.tables.projects import Projects
from db.tables.storage import StorageProviders
from db.tables.uploads import UploadDigests, Uploads
from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.directory.entries import Named
from dds_upload.core.directory.files import FileVersion, UploadedContent
from dds_upload.core.directory.records import FileVersionRecords
from dds_upload.core.events.event import EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.records import ProviderRecord
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.digests import ReportedDigest
from dds_upload.core.uploads.upload import UploadState, finished_key

_SURROUNDINGS = (
    Files.name.alias("file_name"),
    Projects.id.alias("project_id"),
    Projects.name.alias("project_name"),
    Uploads.size,
    Uploads.container,
    Uploads.state,
    Uploads.completed_at,
    Uploads.error_code,
    Uploads.error_details,
    Uploads.provider,
    Uploads.addressing,
    Uploads.leases,
)


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
        """Read one row and its surroundings."""
        return self.by_ids([version_id]).get(version_id)

    def by_ids(self, version_ids: Collection[UUID]) -> dict[UUID, FileVersion]:
        """Read some rows, and the surroundings of all of them together."""
        if not version_ids:
            return {}
        found = self._read(_with_surroundings().where(T.id.in_(list(version_ids))))
        return {version.id: version for version in found}

    def all_of(self, file_id: UUID) -> Sequence[FileVersion]:
        """Newest first."""
        return self._read(_with_surroundings().where(T.file == file_id).order_by(T.version.desc()))

    def add(
        self,
        version_id: UUID,
        file_id: UUID,
        upload_id: UUID,
        label: str | None,
        authorship: Authorship,
    ) -> None:
        """The unique key (file, version) would refuse a number that was given twice."""
        found = Files.select(Files.project, fn.MAX(T.version))
        found = found.join(T, JOIN.LEFT_OUTER, on=(T.file == Files.id)).where(Files.id == file_id)
        project_id, former = self._database.first(found.group_by(Files.project).tuples())
        number = (former or 0) + 1
        values = {"id": version_id, "file": file_id, "version": number, "upload": upload_id}
        audit = stamp("created", authorship.caller, authorship.at)
        self._database.run(T.insert({**values, "label": label, **audit}))
        if number > 1:
            updated = stamp("updated", authorship.caller, authorship.at)
            query = Files.update({"current_version": version_id, **updated})
            self._database.run(query.where(Files.id == file_id))
        kind = EventKind.FILE_CHANGED if number > 1 else EventKind.FILE_CREATED
        self._events.record(file_events(kind, [(file_id, project_id)], authorship, upload_id))

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

    def _read(self, query: Any) -> list[FileVersion]:
        rows = self._database.rows(query.dicts())
        digests = _digest_rows(self._database, {row["upload"] for row in rows})
        audits = Audits.named_in(self._database, [*rows, *digests])
        reported = _by_upload(digests, audits)
        providers = _providers(self._database, {row["provider"] for row in rows})
        return [
            FileVersion(
                id=row["id"],
                number=row["version"],
                label=row["label"],
                content=_content(row, providers[row["provider"]], reported[row["upload"]]),
                file=Named(row["file"], row["file_name"]),
                project=Named(row["project_id"], row["project_name"]),
                audit=audits.of(row),
            )
            for row in rows
        ]


def _live(*columns: Any) -> Any:
    """Select from versions that are not deleted, of files and in projects that are not."""
    query = T.select(*columns).join(Files, on=(Files.id == T.file))
    query = query.join(Projects, on=(Projects.id == Files.project))
    return query.where(
        T.deleted_at.is_null(), Files.deleted_at.is_null(), Projects.deleted_at.is_null()
    )


def _with_surroundings() -> Any:
    return _live(T, *_SURROUNDINGS).join(Uploads, on=(Uploads.id == T.upload))


def _providers(database: Database, ids: set[UUID]) -> dict[UUID, ProviderRecord]:
    if not ids:
        return {}
    rows = database.rows(StorageProviders.select().where(StorageProviders.id.in_(ids)).dicts())
    return {row["id"]: to_provider(row) for row in rows}


def _digest_rows(database: Database, upload_ids: set[UUID]) -> list[dict[str, Any]]:
    if not upload_ids:
        return []
    query = UploadDigests.select().where(UploadDigests.upload.in_(upload_ids))
    return database.rows(query.order_by(UploadDigests.created_at, UploadDigests.id).dicts())


def _by_upload(rows: Iterable[dict[str, Any]], audits: Audits) -> dict[UUID, list[ReportedDigest]]:
    found = defaultdict(list)
    for row in rows:
        digest = Digest(row["algorithm"], row["value"])
        found[row["upload"]].append(ReportedDigest(digest, row["origin"], audits.of(row)))
    return found


def _content(
    row: Mapping[str, Any], provider: ProviderRecord, digests: Sequence[ReportedDigest]
) -> UploadedContent:
    return UploadedContent(
        upload_id=row["upload"],
        size=row["size"],
        key=finished_key(
            row["container"], row["upload"], Addressing(row["addressing"]), row["leases"]
        ),
        provider=provider,
        digests=digests,
        state=UploadState(row["state"]),
        failure=to_failure(row["error_code"], row["error_details"]),
        completed_at=row["completed_at"],
    )
