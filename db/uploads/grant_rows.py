"""The common part of reading and writing grants, for one chunk or for many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from db.database import Database
from db.failures import to_failure
from db.fields import from_microseconds, to_microseconds, to_uuid
from db.statements import Statement
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import GrantContext
from dds_upload.core.uploads.sealing import HEALING_LOOK_EVERY
from dds_upload.core.uploads.tally import Leeway, Tally
from dds_upload.core.uploads.upload import UploadState

#: The columns that `to_context` reads, in its order; from the tables of SURROUNDINGS.
CONTEXT_COLUMNS = """
       u.provider_id, u.container, u.project_id, u.created_by_id, m.auth_role, u.state,
       u.active_at, u.addressing, u.size, u.chunk_min_size_bytes, u.chunk_max_size_bytes,
       u.chunk_max_number, u.chunk_hash_algorithm, u.chunks_count, u.chunks_size,
       u.chunks_highest, u.chunks_short, u.revision, u.error_code, u.error_details
"""

#: Their number: further columns come after them.
CONTEXT_WIDTH = 20

#: The values that `to_chunk` reads, in its order; from a row of `chunks c`.
CHUNK_VALUES = "c.number, c.size, c.digest_algorithm, c.digest_value, c.is_named"

#: Joined to `uploads u`; parameters are the caller's and the upload's ids.
SURROUNDINGS = """
LEFT JOIN projects p ON p.id = u.project_id
LEFT JOIN project_permissions m ON m.project_id = u.project_id AND m.user_id = ?
WHERE u.id = ? AND p.deleted_at IS NULL
"""

#: Adds the chunks to the tally, which other requests may have moved within the leeway.
MOVE = """
UPDATE uploads SET chunks_count = chunks_count + ?, chunks_size = chunks_size + ?,
       chunks_highest = CASE WHEN chunks_highest < ? THEN ? ELSE chunks_highest END,
       chunks_short = ?, revision = revision + 1, active_at = ?,
       urls_end_at = CASE WHEN urls_end_at > ? THEN urls_end_at ELSE ? END
WHERE id = ? AND state = 'open' AND revision BETWEEN ? AND ?
  AND chunks_count <= ? AND chunks_size <= ? AND chunks_highest <= ?
  AND COALESCE(chunks_short, -1) = ?
"""

#: A damaged upload takes its chunks again, so only the time of its next inspection moves.
_AWAIT = Statement("""
UPDATE uploads SET urls_end_at = CASE WHEN urls_end_at > ? THEN urls_end_at ELSE ? END, due_at = ?
WHERE id = ? AND state = 'failed' AND revision = ?
""")

#: The types of parameters, for places where PostgreSQL cannot infer them.
UUID_PARAMETER = "CAST(? AS uuid)"

_ANY_REVISION = (0, 2**63 - 1)


def to_context(upload_id: UUID, row: Sequence[Any], former: Iterable[Chunk]) -> GrantContext:
    """The context of the values of CONTEXT_COLUMNS, with the former chunks."""
    return GrantContext(
        upload_id=upload_id,
        provider_id=to_uuid(row[0]),
        container=row[1],
        project_id=to_uuid(row[2]) if row[2] else None,
        creator_id=to_uuid(row[3]),
        auth_role=row[4],
        state=UploadState(row[5]),
        active_at=from_microseconds(row[6]),
        addressing=Addressing(row[7]),
        size=row[8],
        limits=ChunkLimits(*row[9:12]),
        chunk_hash_algorithm=row[12],
        tally=Tally(*row[13:17]),
        revision=row[17],
        failure=to_failure(row[18], row[19]),
        former={chunk.number: chunk for chunk in former},
    )


def moves(
    context: GrantContext,
    tally: Tally,
    leeway: Leeway | None,
    now: datetime,
    urls_end_at: datetime | None,
) -> tuple[object, ...]:
    """The parameters of MOVE."""
    former, end = context.tally, to_microseconds(urls_end_at) if urls_end_at else None
    within = leeway or Leeway(former.count, former.size, former.highest, former.short)
    return (
        tally.count - former.count,
        tally.size - former.size,
        tally.highest,
        tally.highest,
        tally.short,
        to_microseconds(now),
        end,
        end,
        context.upload_id.hex,
        *(_ANY_REVISION if leeway else (context.revision, context.revision)),
        within.count_max,
        within.size_max,
        within.highest_max,
        -1 if within.short is None else within.short,
    )


def await_again(
    database: Database, context: GrantContext, now: datetime, urls_end_at: datetime | None
) -> bool:
    """Let damaged chunks be sent again until then; false if the upload has changed meanwhile."""
    end = to_microseconds(urls_end_at or now)
    look_at = to_microseconds(now + HEALING_LOOK_EVERY)
    parameters = (end, end, look_at, context.upload_id.hex, context.revision)
    return bool(database.sql(_AWAIT, parameters).rowcount)


def to_chunk(row: Sequence[Any]) -> Chunk:
    """The chunk of the values of CHUNK_VALUES."""
    number, size, algorithm, value, is_named = row
    return Chunk(number, size, Digest(algorithm, value), bool(is_named))
