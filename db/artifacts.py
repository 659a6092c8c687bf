"""Remembers which contents users have (core.records.commits.Artifacts)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from peewee import EXCLUDED

from db.database import Database
from db.listing import rows_of
from db.tables import Artifacts as T
from db.tables import Uploads
from dds_upload.core.commits import Artifact
from dds_upload.core.listing import Excerpt, Listing

_COLUMNS = {"id": T.id, "sha256": T.sha256, "size": Uploads.size, "created_at": T.created_at}


class ArtifactTable:
    """The table `artifacts`; the size is the upload's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, artifact: Artifact) -> UUID:
        """An upsert that changes nothing also gives the row that was there."""
        row = {
            "id": artifact.id,
            "owner": artifact.owner_id,
            "upload": artifact.upload_id,
            "sha256": artifact.sha256,
            "created_at": artifact.created_at,
        }
        query = T.insert(row).on_conflict(
            conflict_target=[T.owner, T.sha256], update={T.sha256: EXCLUDED.sha256}
        )
        stays: UUID = self._database.rows(query.returning(T.id).dicts())[0]["id"]
        return stays

    def get(self, artifact_id: UUID, owner_id: UUID) -> Artifact | None:
        """By primary key."""
        return self._first(_own(owner_id).where(T.id == artifact_id))

    def with_content(self, sha256: str, owner_id: UUID) -> Artifact | None:
        """By the unique key."""
        return self._first(_own(owner_id).where(T.sha256 == sha256))

    def page(self, owner_id: UUID, listing: Listing) -> Excerpt[Artifact]:
        """By the index on owner and time."""
        last = (T.created_at.desc(), T.id)
        rows, total = rows_of(self._database, _own(owner_id), _COLUMNS, listing, last)
        return Excerpt([_to_artifact(row) for row in rows], total)

    def _first(self, query: Any) -> Artifact | None:
        row = self._database.first(query.dicts())
        return None if row is None else _to_artifact(row)


def _own(owner_id: UUID) -> Any:
    query = T.select(T, Uploads.size).join(Uploads, on=(Uploads.id == T.upload))
    return query.where(T.owner == owner_id)


def _to_artifact(row: dict[str, Any]) -> Artifact:
    return Artifact(
        id=row["id"],
        owner_id=row["owner"],
        upload_id=row["upload"],
        sha256=row["sha256"],
        size=row["size"],
        created_at=row["created_at"],
    )
