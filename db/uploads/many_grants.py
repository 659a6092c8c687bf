"""Many chunks of one upload granted at once: as few statements as for one, and short ones.

The values that differ between the chunks are sent in parameters that hold them all. So a database
gets the same statement for any number of chunks.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from db.database import Database
from db.fields import to_microseconds
from db.statements import Statement
from db.uploads.grant_rows import (
    CHUNK_VALUES,
    CONTEXT_COLUMNS,
    CONTEXT_WIDTH,
    MOVE,
    SURROUNDINGS,
    UUID_PARAMETER,
    to_chunk,
    to_context,
)
from dds_upload.core.accounts.users import Caller
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import GrantContext

_READ = f"""
SELECT {CONTEXT_COLUMNS},
       (SELECT {{former}} FROM chunks c WHERE c.upload_id = u.id AND c.number {{listed}})
FROM uploads u
{SURROUNDINGS}
"""
_READ_SQLITE = _READ.format(
    former=f"json_group_array(json_array({CHUNK_VALUES}))",
    listed="IN (SELECT value FROM json_each(?))",
)
_READ_POSTGRESQL = Statement(
    _READ.format(
        former=f"CAST(json_agg(json_build_array({CHUNK_VALUES})) AS text)",
        listed="= ANY (CAST(? AS bigint[]))",
    )
)

_INSERT = """
INSERT INTO chunks (upload_id, number, size, digest_algorithm, digest_value, is_named, created_at,
       granted_at, granted_by_id, granted_agent_id)
"""

#: If the number was granted before, its first time stays.
_ON_CONFLICT = """
ON CONFLICT (upload_id, number) DO UPDATE SET size = excluded.size,
       digest_algorithm = excluded.digest_algorithm, digest_value = excluded.digest_value,
       is_named = excluded.is_named, granted_at = excluded.granted_at,
       granted_by_id = excluded.granted_by_id, granted_agent_id = excluded.granted_agent_id
"""

#: SQLite: the tally, then the chunks, in one transaction.
_ADD_SQLITE = f"""
{_INSERT}
SELECT ?, json_extract(value, '$[0]'), json_extract(value, '$[1]'), ?,
       json_extract(value, '$[2]'), json_extract(value, '$[3]'), ?, ?, ?, ?
FROM json_each(?) WHERE true
"""
_REPLACE_SQLITE = _ADD_SQLITE + _ON_CONFLICT

#: PostgreSQL: both in one statement, and so in one transaction and one round trip.
_MOVE_AND_ADD = f"""
WITH moved AS ({MOVE} RETURNING id)
{_INSERT}
SELECT {UUID_PARAMETER}, offered.number, offered.size, ?, offered.digest_value, offered.is_named,
       ?, ?, {UUID_PARAMETER}, {UUID_PARAMETER}
FROM moved, unnest(CAST(? AS bigint[]), CAST(? AS bigint[]), CAST(? AS text[]),
     CAST(? AS boolean[])) AS offered (number, size, digest_value, is_named)
"""
_ADD_POSTGRESQL = Statement(_MOVE_AND_ADD)
_REPLACE_POSTGRESQL = Statement(_MOVE_AND_ADD + _ON_CONFLICT)


def read_many(
    database: Database, upload_id: UUID, numbers: Collection[int], user_id: UUID
) -> GrantContext | None:
    """One SELECT by primary keys; the former chunks come as one JSON text."""
    sqlite = database.is_sqlite
    statement = _READ_SQLITE if sqlite else _READ_POSTGRESQL
    listed = json.dumps(list(numbers)) if sqlite else _array(numbers)
    row = database.sql(statement, (listed, user_id.hex, upload_id.hex)).fetchone()
    if row is None:
        return None
    former = json.loads(row[CONTEXT_WIDTH] or "[]")
    return to_context(upload_id, row, map(to_chunk, former))


def record_many(
    database: Database,
    move: Sequence[object],
    chunks: Sequence[Chunk],
    upload_id: UUID,
    caller: Caller,
    now: datetime,
    *,
    anew: bool,
) -> bool:
    """A guarded update of the tally, and all rows with it; `move` are the parameters of MOVE.

    Some rows may exist already if they are granted `anew`. Then the revision must be unchanged, and
    with it the former chunks that were read: so only judged rows can exist.
    """
    shared = _shared(upload_id, chunks, caller, now)
    if not database.is_sqlite:
        statement = _REPLACE_POSTGRESQL if anew else _ADD_POSTGRESQL
        return bool(database.sql(statement, (*move, *shared, *_arrays(chunks))).rowcount)
    with database.transaction():
        moved = bool(database.sql(MOVE, move).rowcount)
        if moved:
            add = _REPLACE_SQLITE if anew else _ADD_SQLITE
            database.sql(add, (*shared, _json(chunks)))
        return moved


def _shared(
    upload_id: UUID, chunks: Sequence[Chunk], caller: Caller, now: datetime
) -> tuple[object, ...]:
    """The values that all rows have in common, in the order of _INSERT: all have one algorithm."""
    moment = to_microseconds(now)
    return (
        upload_id.hex,
        chunks[0].digest.algorithm,
        moment,
        moment,
        caller.user.id.hex,
        caller.agent_id.hex if caller.agent_id else None,
    )


def _json(chunks: Sequence[Chunk]) -> str:
    return json.dumps([(it.number, it.size, it.digest.value, it.is_named) for it in chunks])


def _arrays(chunks: Sequence[Chunk]) -> tuple[str, ...]:
    return (
        _array(it.number for it in chunks),
        _array(it.size for it in chunks),
        _array(it.digest.value for it in chunks),
        _array(it.is_named for it in chunks),
    )


def _array(values: Iterable[object]) -> str:
    """An array in PostgreSQL's spelling.

    Of numbers, hexadecimal digits and booleans, without quotes.
    """
    return f"{{{','.join(map(str, values))}}}"
