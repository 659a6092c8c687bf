"""Uploads with everything that belongs to them: project, provider, people, digests and chunks.

One statement reads it all: each further one would be a round trip, and an upload is read at each
step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from db.accounts.audit import Audits
from db.database import Database
from db.json_rows import JsonRow, WideStatement, by_id, columns_of, list_of, row_of, rows_in
from db.storage.providers import to_provider
from db.tables.storage import StorageProviders
from db.tables.uploads import UploadDigests, Uploads
from db.uploads.upload_rows import to_upload
from dds_upload.core.accounts.users import Agent
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.chunk import ListedChunk
from dds_upload.core.uploads.digests import ReportedDigest
from dds_upload.core.uploads.records import UploadDetails

_UPLOAD = JsonRow(Uploads, "u")
_PROVIDER = JsonRow(StorageProviders, "v")
_DIGEST = JsonRow(UploadDigests, "d")

#: The time of a chunk, and the values of a `ListedChunk`; from a row of `chunks c`.
_CHUNK_VALUES = ("c.created_at", "c.number", "c.size", "c.digest_algorithm", "c.digest_value")

#: The values of a chunk that is placed at an offset; from a row of `blobs b`.
_BLOB_VALUES = "b.size, b.digest_algorithm, b.digest_value"

#: The ids of those who made, changed or deleted it, or reported its digests.
_INVOLVED = """
SELECT u.created_{0}_id UNION SELECT u.updated_{0}_id UNION SELECT u.deleted_{0}_id
UNION SELECT d.created_{0}_id FROM upload_digests d WHERE d.upload_id = u.id
"""

_DETAILS = WideStatement(f"""
SELECT CAST({_UPLOAD.sql} AS text), CAST({row_of("p.name")} AS text),
       CAST({_PROVIDER.sql} AS text),
       CAST((SELECT {columns_of(*_CHUNK_VALUES)}
             FROM chunks c WHERE c.upload_id = u.id) AS text),
       CAST((SELECT {{rows}}({row_of("l.position", _BLOB_VALUES)})
             FROM upload_blobs l JOIN blobs b ON b.id = l.blob_id
             WHERE l.upload_id = u.id AND u.addressing = 'offset') AS text),
       CAST((SELECT {{rows}}({_DIGEST.sql})
             FROM upload_digests d WHERE d.upload_id = u.id) AS text),
       CAST((SELECT {{rows}}({row_of("s.id", "s.username", "s.full_name")})
             FROM users s WHERE s.id IN ({_INVOLVED.format("by")})) AS text),
       CAST((SELECT {{rows}}({row_of("a.id", "a.name")})
             FROM software_agents a WHERE a.id IN ({_INVOLVED.format("agent")})) AS text)
FROM uploads u
LEFT JOIN projects p ON p.id = u.project_id
JOIN storage_providers v ON v.id = u.provider_id
WHERE u.id {{ids}} AND p.deleted_at IS NULL
""")


def read_details(database: Database, ids: Iterable[UUID]) -> list[UploadDetails]:
    """The details of uploads that exist, in no order; those of deleted projects are left out."""
    return [_details(*row) for row in _DETAILS.read(database, list_of(database, ids))]


def _details(
    upload: list[Any],
    project: list[Any],
    provider: list[Any],
    chunks: list[Any],
    placed: list[Any] | None,
    digests: list[Any] | None,
    people: list[Any] | None,
    agents: list[Any] | None,
) -> UploadDetails:
    row = _UPLOAD.read(upload)
    audits = Audits(
        {id: (id, *names) for id, (_, *names) in by_id(people).items()},
        {id: Agent(*values) for id, values in by_id(agents).items()},
    )
    return UploadDetails(
        upload=to_upload(row),
        project_name=project[0],
        provider=to_provider(_PROVIDER.read(provider)),
        chunks=_placed(placed) if placed else _newest_first(rows_in(chunks)),
        digests=_reported(digests or [], audits),
        audit=audits.of(row),
    )


def _newest_first(rows: Iterable[tuple[Any, ...]]) -> Sequence[ListedChunk]:
    """The order in which the original service lists them: by the time, then by the number."""
    return [ListedChunk._make(values) for _, *values in sorted(rows, reverse=True)]


def _placed(rows: list[Any]) -> Sequence[ListedChunk]:
    """Chunks that are placed at offsets, numbered in the order of the file."""
    return [
        ListedChunk(number, size, *digest)
        for number, (_, size, *digest) in enumerate(sorted(rows), 1)
    ]


def _reported(rows: list[Any], audits: Audits) -> Sequence[ReportedDigest]:
    read = sorted(map(_DIGEST.read, rows), key=lambda it: (it["created_at"], it["id"]))
    return [
        ReportedDigest(Digest(it["algorithm"], it["value"]), it["origin"], audits.of(it))
        for it in read
    ]
