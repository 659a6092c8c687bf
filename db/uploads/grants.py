"""The chunk ledger: the hot path, so its SQL is written by hand.

Granting is two statements, one round trip each: everything that decides is read by one SELECT, and
the write succeeds only where the judgement on it still holds. peewee would spend longer building
these queries than PostgreSQL spends running them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from peewee import IntegrityError

from db.database import Database
from db.fields import to_microseconds
from db.statements import Statement
from db.tables.uploads import Chunks
from db.uploads.grant_rows import (
    CHUNK_VALUES,
    CONTEXT_COLUMNS,
    CONTEXT_WIDTH,
    MOVE,
    SURROUNDINGS,
    UUID_PARAMETER,
    await_again,
    moves,
    to_chunk,
    to_context,
)
from db.uploads.many_grants import read_many, record_many
from dds_upload.core.accounts.users import Caller
from dds_upload.core.storage.layout import chunk_key, whole_key
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import ChunkLedger, Grant, GrantContext
from dds_upload.core.uploads.tally import Leeway, Tally
from dds_upload.core.uploads.upload import UploadState

_READ = Statement(f"""
SELECT {CONTEXT_COLUMNS}, {CHUNK_VALUES}
FROM uploads u
LEFT JOIN chunks c ON c.upload_id = u.id AND c.number = ?
{SURROUNDINGS}
""")

_INSERT = """
INSERT INTO chunks (size, digest_algorithm, digest_value, is_named, granted_at, granted_by_id,
       granted_agent_id, created_at, upload_id, number)
"""

_CHANGE = """
UPDATE chunks SET size = ?, digest_algorithm = ?, digest_value = ?, is_named = ?, granted_at = ?,
       granted_by_id = {uuid}, granted_agent_id = {uuid}
"""

#: SQLite: the tally, then the chunk, in one transaction.
_ADD = _INSERT + "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_REPLACE = _CHANGE.format(uuid="?") + "WHERE upload_id = ? AND number = ?"

#: PostgreSQL: both in one statement, and so in one transaction and one round trip.
_MOVE_AND_ADD = Statement(f"""
WITH moved AS ({MOVE} RETURNING id)
{_INSERT}
SELECT ?, ?, ?, ?, ?, {UUID_PARAMETER}, {UUID_PARAMETER}, ?, {UUID_PARAMETER}, ? FROM moved
""")
_MOVE_AND_REPLACE = Statement(f"""
WITH moved AS ({MOVE} RETURNING id)
{_CHANGE.format(uuid=UUID_PARAMETER)}
FROM moved WHERE upload_id = {UUID_PARAMETER} AND number = ?
""")

_GRANTED = Statement(f"""
SELECT u.container, u.state, u.addressing, u.size, u.chunk_hash_algorithm, {CHUNK_VALUES}
FROM uploads u LEFT JOIN chunks c ON c.upload_id = u.id AND c.number = ?
WHERE u.id = ? AND u.provider_id = ?
""")


class ChunkTable(ChunkLedger):
    """Chunks granted, and the tally kept with their upload."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, upload_id: UUID, number: int, user_id: UUID) -> GrantContext | None:
        """One SELECT by primary keys."""
        row = self._database.sql(_READ, (number, user_id.hex, upload_id.hex)).fetchone()
        if row is None:
            return None
        chunk = row[CONTEXT_WIDTH:]
        return to_context(upload_id, row, [] if chunk[0] is None else [to_chunk(chunk)])

    def read_many(
        self, upload_id: UUID, numbers: Collection[int], user_id: UUID
    ) -> GrantContext | None:
        """Also one SELECT by primary keys."""
        return read_many(self._database, upload_id, numbers, user_id)

    def record(
        self,
        context: GrantContext,
        chunk: Chunk,
        tally: Tally,
        leeway: Leeway | None,
        caller: Caller,
        now: datetime,
        urls_end_at: datetime | None,
    ) -> bool:
        """A guarded update of the tally, and the chunk's row with it."""
        if context.is_damaged:
            return await_again(self._database, context, now, urls_end_at)
        is_new = not context.former
        move = moves(context, tally, leeway, now, urls_end_at)
        row = _row(context, chunk, caller, now, is_new=is_new)
        try:
            return self._write(move, row, is_new=is_new)
        except IntegrityError:
            return False  # of two who added the same number, the other was first

    def record_many(
        self,
        context: GrantContext,
        chunks: Sequence[Chunk],
        tally: Tally,
        leeway: Leeway | None,
        caller: Caller,
        now: datetime,
        urls_end_at: datetime | None,
    ) -> bool:
        """The same for many rows."""
        if context.is_damaged:
            return await_again(self._database, context, now, urls_end_at)
        move = moves(context, tally, leeway, now, urls_end_at)
        try:
            return record_many(
                self._database, move, chunks, context.upload_id, caller, now, anew=not leeway
            )
        except IntegrityError:
            return False

    def _write(self, move: Sequence[object], row: Sequence[object], *, is_new: bool) -> bool:
        if not self._database.is_sqlite:
            statement = _MOVE_AND_ADD if is_new else _MOVE_AND_REPLACE
            return bool(self._database.sql(statement, (*move, *row)).rowcount)
        with self._database.transaction():
            moved = bool(self._database.sql(MOVE, move).rowcount)
            if moved:
                self._database.sql(_ADD if is_new else _REPLACE, row)
            return moved

    def lock(self, upload_id: UUID) -> None:
        """SQLite has one writer, and its transaction is it; PostgreSQL locks the row."""
        if not self._database.is_sqlite:
            self._database.sql("SELECT 1 FROM uploads WHERE id = ? FOR UPDATE", (upload_id.hex,))

    def granted(self, provider_id: UUID, upload_id: UUID, number: int) -> Grant | None:
        """A chunk's row, or the whole upload where it is sent as one piece numbered 1."""
        cursor = self._database.sql(_GRANTED, (number, upload_id.hex, provider_id.hex))
        row = cursor.fetchone()
        if row is None:
            return None
        container, state, addressing, size, algorithm = row[:5]
        if addressing == Addressing.WHOLE and number == 1:
            key = whole_key(container, upload_id)
            return Grant(upload_id, 1, UploadState(state), key, size, None, algorithm)
        if addressing == Addressing.WHOLE or row[5] is None:
            return None
        chunk = to_chunk(row[5:])
        return Grant(
            upload_id,
            number,
            UploadState(state),
            chunk_key(container, upload_id, number, chunk.promise),
            chunk.size,
            chunk.digest,
            algorithm,
        )

    def chunks(self, upload_id: UUID) -> Sequence[Chunk]:
        """In the order of the file."""
        query = Chunks.select(*CHUNK_COLUMNS).where(Chunks.upload == upload_id)
        return [
            to_chunk(row) for row in self._database.rows(query.order_by(Chunks.number).tuples())
        ]


def _row(
    context: GrantContext, chunk: Chunk, caller: Caller, now: datetime, *, is_new: bool
) -> tuple[object, ...]:
    """Parameters of the chunk's row, in the order of _INSERT and _CHANGE."""
    moment = to_microseconds(now)
    return (
        chunk.size,
        chunk.digest.algorithm,
        chunk.digest.value,
        chunk.is_named,
        moment,
        caller.user.id.hex,
        caller.agent_id.hex if caller.agent_id else None,
        *((moment,) if is_new else ()),
        context.upload_id.hex,
        chunk.number,
    )


#: What `to_chunk` reads, in its order.
CHUNK_COLUMNS = (
    Chunks.number,
    Chunks.size,
    Chunks.digest_algorithm,
    Chunks.digest_value,
    Chunks.is_named,
)
