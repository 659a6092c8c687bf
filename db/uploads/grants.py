"""The chunk ledger: the hot path, so its SQL is written by hand.

Most chunks have new numbers and take one statement (`new_grants`). Others take two, one round trip
each (`many_grants`): one SELECT reads everything that decides, and the write succeeds only if the
judgement on it still holds. peewee would take longer to build these queries than PostgreSQL to run
them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from peewee import IntegrityError

from db.database import Database
from db.failures import to_failure
from db.fields import from_microseconds
from db.statements import Statement
from db.tables.uploads import Chunks
from db.uploads.grant_rows import CHUNK_VALUES, await_again, moves, to_chunk
from db.uploads.many_grants import read_many, record_many
from db.uploads.new_grants import NewGrants
from dds_upload.core.accounts.users import Caller
from dds_upload.core.storage.layout import chunk_key, whole_key
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import ChunkLedger, Grant, GrantContext, NewChunk
from dds_upload.core.uploads.tally import Leeway, Tally
from dds_upload.core.uploads.upload import BYTES_GO, UploadState, is_damaged

_GRANTED = Statement(f"""
SELECT u.container, u.state, u.active_at, u.addressing, u.size, u.chunk_hash_algorithm,
       u.error_code, {CHUNK_VALUES}
FROM uploads u LEFT JOIN chunks c ON c.upload_id = u.id AND c.number = ?
WHERE u.id = ? AND u.provider_id = ?
""")


class ChunkTable(ChunkLedger):
    """Chunks granted, and the tally kept with their upload."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._new = NewGrants(database)

    def add(
        self, new: NewChunk, now: datetime, *, idle_since: datetime, urls_end_at: datetime | None
    ) -> bool:
        """A guarded update of the tally, and the chunk's row with it."""
        return self._new.add(new, now, idle_since=idle_since, urls_end_at=urls_end_at)

    def read_many(
        self, upload_id: UUID, numbers: Collection[int], user_id: UUID
    ) -> GrantContext | None:
        """One SELECT by primary keys."""
        return read_many(self._database, upload_id, numbers, user_id)

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
        """A guarded update of the tally, and the chunks' rows with it."""
        if context.is_damaged:
            return await_again(self._database, context, now, urls_end_at)
        move = moves(context, tally, leeway, now, urls_end_at)
        try:
            return record_many(
                self._database, move, chunks, context.upload_id, caller, now, anew=not leeway
            )
        except IntegrityError:
            return False  # of two who added the same number, the other was first

    def lock(self, upload_id: UUID) -> None:
        """SQLite has one writer, and its transaction is it; PostgreSQL locks the row."""
        if not self._database.is_sqlite:
            self._database.sql("SELECT 1 FROM uploads WHERE id = ? FOR UPDATE", (upload_id.hex,))

    def granted(self, provider_id: UUID, upload_id: UUID, number: int) -> Grant | None:
        """A chunk's row, or the whole upload if it is sent as one piece, which has number 1.

        The chunk rows of an ended upload are gone; only its end is known.
        """
        cursor = self._database.sql(_GRANTED, (number, upload_id.hex, provider_id.hex))
        row = cursor.fetchone()
        if row is None:
            return None
        container, state, active_at, addressing, size, algorithm, code = row[:7]
        state, active_at = UploadState(state), from_microseconds(active_at)
        again = is_damaged(state, to_failure(code, None))
        if addressing == Addressing.WHOLE and number == 1:
            key = whole_key(container, upload_id)
            return Grant(upload_id, 1, state, active_at, key, size, None, algorithm, again)
        if addressing == Addressing.NUMBER and state in BYTES_GO:
            key = chunk_key(container, upload_id, number)
            return Grant(upload_id, number, state, active_at, key, size, None, algorithm)
        if addressing == Addressing.WHOLE or row[7] is None:
            return None
        chunk = to_chunk(row[7:])
        return Grant(
            upload_id,
            number,
            state,
            active_at,
            chunk_key(container, upload_id, number, chunk.digest_in_name),
            chunk.size,
            chunk.digest,
            algorithm,
            again,
        )

    def chunks(self, upload_id: UUID) -> Sequence[Chunk]:
        """In the order of the file."""
        query = Chunks.select(*CHUNK_COLUMNS).where(Chunks.upload == upload_id)
        return [
            to_chunk(row) for row in self._database.rows(query.order_by(Chunks.number).tuples())
        ]


#: The columns that `to_chunk` reads, in its order.
CHUNK_COLUMNS = (
    Chunks.number,
    Chunks.size,
    Chunks.digest_algorithm,
    Chunks.digest_value,
    Chunks.is_named,
)
