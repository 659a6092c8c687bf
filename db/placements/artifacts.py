"""Keeps the artifacts of users."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from peewee import EXCLUDED, SQL

from db.composed import insert
from db.database import Database
from db.listing import excerpt_of
from db.placements.placements import left_since
from db.tables.placements import Artifacts as T
from db.tables.uploads import Uploads
from db.uploads.upload_rows import to_upload
from dds_upload.core.listing import Excerpt, Listing
from dds_upload.core.placements.commits import Artifact
from dds_upload.core.placements.records import ArtifactRecords
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.upload import Upload, UploadState

_COLUMNS = {"id": T.id, "sha256": T.sha256, "size": T.size, "created_at": T.created_at}


class ArtifactTable(ArtifactRecords):
    """The table `artifacts`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, artifact: Artifact) -> UUID:
        """An existing artifact changes to the new upload.

        No transaction is about to discard that.
        """
        query = insert(T, [_to_row(artifact)], _leading_to_the_new_upload)
        stays: UUID = self._database.rows(query)[0]["id"]
        return stays

    def get(self, artifact_id: UUID, owner_id: UUID) -> Artifact | None:
        """By primary key."""
        return self._first((T.id == artifact_id) & (T.owner == owner_id))

    def with_content(self, sha256: str, owner_id: UUID) -> Artifact | None:
        """By the unique key."""
        return self._first((T.sha256 == sha256) & (T.owner == owner_id))

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Artifact]:
        """By the index on owner and time."""

        def purged(since: int) -> Any:
            """At least as many uploads as artifacts are gone since, each with one of them."""
            gone = left_since(owner_id, OutcomeKind.ARTIFACT, since)
            return gone.where(Uploads.state == UploadState.PURGED)

        query = T.select().where(T.owner == owner_id)
        found = excerpt_of(self._database, query, _COLUMNS, listing, purged)
        return found.of([_to_artifact(row) for row in found.items])

    def hold_content(self, sha256: str, owner_id: UUID) -> Sequence[Upload]:
        """By the index on owner and content; always locked in the same order."""
        query = Uploads.select().where(
            Uploads.created_by == owner_id,
            Uploads.outcome
            == SQL("'artifact'"),  # a literal, for the sake of SQLite's partial index
            Uploads.claimed_value == sha256,
            Uploads.state == UploadState.COMPLETE,
        )
        query = self._database.locking(query.order_by(Uploads.id))
        return [to_upload(row) for row in self._database.rows(query.dicts())]

    def hand_over(self, upload_id: UUID, heir_id: UUID) -> None:
        """By the unique key on the upload."""
        self._database.run(T.update(upload=heir_id).where(T.upload == upload_id))

    def remove(self, upload_ids: Collection[UUID]) -> None:
        """By the unique key on the upload."""
        self._database.run(T.delete().where(T.upload.in_(list(upload_ids))))

    def _first(self, condition: Any) -> Artifact | None:
        row = self._database.first(T.select().where(condition).dicts())
        return None if row is None else _to_artifact(row)


def _leading_to_the_new_upload(query: Any) -> Any:
    update = {T.upload: EXCLUDED.upload_id}
    return query.on_conflict(conflict_target=[T.owner, T.sha256], update=update).returning(T.id)


def _to_row(artifact: Artifact) -> dict[str, Any]:
    return {
        "id": artifact.id,
        "owner": artifact.owner_id,
        "upload": artifact.upload_id,
        "sha256": artifact.sha256,
        "size": artifact.size,
        "created_at": artifact.created_at,
    }


def _to_artifact(row: Mapping[str, Any]) -> Artifact:
    return Artifact(
        id=row["id"],
        owner_id=row["owner"],
        upload_id=row["upload"],
        sha256=row["sha256"],
        size=row["size"],
        created_at=row["created_at"],
    )
