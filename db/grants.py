"""The chunk ledger (core.records.uploads.ChunkLedger): the hot path, so its SQL is written by hand.

Granting is two statements, one round trip each: everything that decides is read by one SELECT, and
the write succeeds only at the revision that was read. peewee would spend longer building these
queries than PostgreSQL spends running them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from db.database import Database
from db.fields import to_microseconds, to_uuid
from db.tables import Chunks
from dds_upload.core.accounts import Caller
from dds_upload.core.chunk import Chunk
from dds_upload.core.digest import Digest
from dds_upload.core.policy import ChunkLimits
from dds_upload.core.records.uploads import GrantContext, Promise
from dds_upload.core.tally import Tally
from dds_upload.core.upload import UploadState

_READ = """
SELECT u.provider_id, u.container, u.project_id, u.created_by_id, m.auth_role, u.state, u.chunked,
       u.size, u.chunk_min_size_bytes, u.chunk_max_size_bytes, u.chunk_max_number,
       u.chunk_hash_algorithm, u.chunks_count, u.chunks_size, u.chunks_highest, u.chunks_short,
       u.revision, c.size
FROM uploads u
LEFT JOIN chunks c ON c.upload_id = u.id AND c.number = ?
LEFT JOIN projects p ON p.id = u.project_id
LEFT JOIN project_permissions m ON m.project_id = u.project_id AND m.user_id = ?
WHERE u.id = ? AND p.deleted_at IS NULL
"""

_UPDATE = """
UPDATE uploads SET chunks_count = ?, chunks_size = ?, chunks_highest = ?, chunks_short = ?,
       revision = revision + 1, active_at = ?
WHERE id = ? AND revision = ? AND state = 'open'
"""

_COLUMNS = """upload_id, number, size, digest_algorithm, digest_value, created_at, granted_at,
       granted_by_id, granted_agent_id"""

_REPLACE = """
ON CONFLICT (upload_id, number) DO UPDATE SET size = excluded.size,
       digest_algorithm = excluded.digest_algorithm, digest_value = excluded.digest_value,
       granted_at = excluded.granted_at, granted_by_id = excluded.granted_by_id,
       granted_agent_id = excluded.granted_agent_id
"""

_UPSERT = f"INSERT INTO chunks ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) {_REPLACE}"

#: PostgreSQL does both writes in one statement, and so in one transaction and one round trip.
_RECORD = f"""
WITH judged AS ({_UPDATE} RETURNING id)
INSERT INTO chunks ({_COLUMNS})
SELECT id, ?, ?, ?, ?, ?, ?, CAST(? AS uuid), CAST(? AS uuid) FROM judged {_REPLACE}
"""

_PROMISE = """
SELECT u.state, u.chunked, u.size, u.chunk_hash_algorithm, c.size, c.digest_algorithm,
       c.digest_value
FROM uploads u LEFT JOIN chunks c ON c.upload_id = u.id AND c.number = ?
WHERE u.id = ? AND u.provider_id = ?
"""


class ChunkTable:
    """Chunks granted, and the tally kept with their upload."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, upload_id: UUID, number: int, user_id: UUID) -> GrantContext | None:
        """One SELECT by primary keys."""
        row = self._database.sql(_READ, (number, user_id.hex, upload_id.hex)).fetchone()
        if row is None:
            return None
        return GrantContext(
            upload_id=upload_id,
            provider_id=to_uuid(row[0]),
            container=row[1],
            project_id=to_uuid(row[2]) if row[2] else None,
            creator_id=to_uuid(row[3]),
            auth_role=row[4],
            state=UploadState(row[5]),
            chunked=bool(row[6]),
            size=row[7],
            limits=ChunkLimits(*row[8:11]),
            chunk_hash_algorithm=row[11],
            tally=Tally(*row[12:16]),
            revision=row[16],
            former_size=row[17],
        )

    def record(
        self, context: GrantContext, chunk: Chunk, tally: Tally, caller: Caller, now: datetime
    ) -> bool:
        """Compare-and-swap on the upload's revision, and the chunk's row with it."""
        moment = to_microseconds(now)
        guard = context.upload_id.hex, context.revision
        update = (tally.count, tally.size, tally.highest, tally.short, moment, *guard)
        values = (
            chunk.number,
            chunk.size,
            chunk.digest.algorithm,
            chunk.digest.value,
            moment,
            moment,
            caller.user.id.hex,
            caller.agent_id.hex if caller.agent_id else None,
        )
        if not self._database.is_sqlite:
            return bool(self._database.sql(_RECORD, (*update, *values)).rowcount)
        with self._database.transaction():
            judged = bool(self._database.sql(_UPDATE, update).rowcount)
            if judged:
                self._database.sql(_UPSERT, (context.upload_id.hex, *values))
            return judged

    def lock(self, upload_id: UUID) -> None:
        """SQLite has one writer, and its transaction is it; PostgreSQL locks the row."""
        if not self._database.is_sqlite:
            self._database.sql("SELECT 1 FROM uploads WHERE id = ? FOR UPDATE", (upload_id.hex,))

    def promise(self, provider_id: UUID, upload_id: UUID, number: int) -> Promise | None:
        """A chunk's row, or the whole upload where it is sent as one piece numbered 1."""
        cursor = self._database.sql(_PROMISE, (number, upload_id.hex, provider_id.hex))
        row = cursor.fetchone()
        if row is None:
            return None
        state, chunked, whole, provider_algorithm, size, algorithm, value = row
        if not chunked and number == 1:
            return Promise(upload_id, 1, UploadState(state), whole, None, provider_algorithm)
        if not chunked or size is None:
            return None
        digest = Digest(algorithm, value)
        return Promise(upload_id, number, UploadState(state), size, digest, provider_algorithm)

    def chunks(self, upload_id: UUID) -> Sequence[Chunk]:
        """In the order of the file."""
        query = Chunks.select(*CHUNK_COLUMNS).where(Chunks.upload == upload_id)
        return [
            to_chunk(row) for row in self._database.rows(query.order_by(Chunks.number).tuples())
        ]


#: What `to_chunk` reads, in its order.
CHUNK_COLUMNS = (Chunks.number, Chunks.size, Chunks.digest_algorithm, Chunks.digest_value)


def to_chunk(row: Sequence[object]) -> Chunk:
    """A chunk of CHUNK_COLUMNS."""
    number, size, algorithm, value = row
    return Chunk(int(str(number)), int(str(size)), Digest(str(algorithm), str(value)))
