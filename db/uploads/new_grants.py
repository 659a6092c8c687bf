"""A chunk of a new number, in one statement that checks all that may have changed: the hot path.

Rights are checked by primary keys. The state is a parameter, so that no plan looks for the upload
in the index of open ones. On PostgreSQL one statement moves the tally and adds the chunk; on SQLite
two do, in one transaction. Chunks that come at the same time are written together (see
`db.together`), on PostgreSQL by a statement for many rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from peewee import IntegrityError

from db.database import Database
from db.fields import to_microseconds
from db.statements import Statement
from db.together import Together
from dds_upload.core.accounts.roles import ROLES, Permission
from dds_upload.core.uploads.grants import NewChunk
from dds_upload.core.uploads.upload import UploadState

#: The parameters of a chunk in their order, and PostgreSQL's types of them.
_TYPES = {
    "upload": "uuid",
    "number": "bigint",
    "size": "bigint",
    "short": "bigint",
    "now": "bigint",
    "urls_end_at": "bigint",
    "open_state": "text",
    "count_max": "bigint",
    "size_max": "bigint",
    "highest_max": "bigint",
    "project": "uuid",
    "sender": "uuid",
    "proof": "{proof}",
    "idle_since": "bigint",
    "algorithm": "text",
    "value": "text",
}
_Row = tuple[object, ...]

_SET = """
chunks_count = chunks_count + 1, chunks_size = chunks_size + {size},
chunks_highest = CASE WHEN chunks_highest < {number} THEN {number} ELSE chunks_highest END,
chunks_short = {short}, revision = revision + 1, active_at = {now},
urls_end_at = CASE WHEN u.urls_end_at > {urls_end_at} THEN u.urls_end_at ELSE {urls_end_at} END
"""

#: `once` has PostgreSQL look by primary keys for each row of many, and join no whole table.
_WHERE = """
u.id = {upload} AND u.state = {open_state}
AND chunks_count <= {count_max} AND chunks_size <= {size_max} AND chunks_highest <= {highest_max}
AND chunks_short IS NULL AND active_at >= {idle_since}
AND NOT EXISTS (SELECT 1 FROM chunks WHERE upload_id = {upload} AND number = {number} {once})
AND EXISTS (SELECT 1 FROM projects WHERE id = {project} AND deleted_at IS NULL {once})
AND EXISTS (SELECT 1 FROM users WHERE id = {sender} AND disabled_at IS NULL
    AND (is_admin OR EXISTS (SELECT 1 FROM project_permissions WHERE project_id = {project}
         AND user_id = {sender} AND auth_role IN ({roles}) {once})) {once})
"""

_AGENT = "AND EXISTS (SELECT 1 FROM software_agents WHERE id = {proof} {once})"
_TOKEN = """
AND EXISTS (SELECT 1 FROM api_tokens WHERE digest = {proof} AND revoked_at IS NULL {once})
"""

_INSERT = """
INSERT INTO chunks (upload_id, number, size, digest_algorithm, digest_value, is_named, created_at,
       granted_at, granted_by_id, granted_agent_id)
"""
_VALUES = "{upload}, {number}, {size}, {algorithm}, {value}, true, {now}, {now}, {sender}, {agent}"

#: An upload that somebody else changes right now is left out: nobody waits for a row while other
#: rows wait for him, so that there is no deadlock, and one upload cannot keep back the others.
_MANY = """
WITH free AS (
    SELECT o.* FROM unnest({arrays}) WITH ORDINALITY AS o ({names}, place), uploads u
    WHERE {where} FOR NO KEY UPDATE OF u SKIP LOCKED
), moved AS (
    UPDATE uploads u SET {set} FROM free o WHERE u.id = {upload} RETURNING o.*
), added AS (
    {insert} SELECT {values} FROM moved o
)
SELECT place FROM moved
"""


class _Addition:
    """The statements for one permission and one kind of token."""

    def __init__(self, permission: Permission, proof: str) -> None:
        roles = [f"'{role.id}'" for role in ROLES.values() if permission in role.permissions]
        shared = {"roles": ", ".join(roles), "agent": "{proof}" if proof == _AGENT else "NULL"}
        one = {name: f"?{place}" for place, name in enumerate(_TYPES, 1)} | shared | {"once": ""}
        one["agent"] = one["agent"].format(**one)
        typed = one | {"upload": "u.id", "sender": f"CAST({one['sender']} AS uuid)"}
        move = f"UPDATE uploads AS u SET {_SET} WHERE {_WHERE} {proof}".format(**one)
        self.move = Statement(move)
        self.insert = Statement(f"{_INSERT} VALUES ({_VALUES})".format(**one))
        values = _VALUES.format(**typed | {"upload": "id"})
        self.both = Statement(
            f"WITH moved AS ({move} RETURNING u.id) {_INSERT} SELECT {values} FROM moved"
        )
        self.many = Statement(_many(proof, shared))


def _many(proof: str, shared: dict[str, str]) -> str:
    key = "uuid" if proof == _AGENT else "text"
    each = {name: f"o.{name}" for name in _TYPES} | shared | {"once": "OFFSET 0"}
    each["agent"] = each["agent"].format(**each)
    arrays = (
        f"CAST(?{place} AS {kind.format(proof=key)}[])"
        for place, kind in enumerate(_TYPES.values(), 1)
    )
    return _MANY.format(
        arrays=", ".join(arrays),
        names=", ".join(_TYPES),
        where=(_WHERE + proof).format(**each),
        set=_SET.format(**each),
        insert=_INSERT,
        values=_VALUES.format(**each),
        upload=each["upload"],
    )


_ADDITIONS = {
    (permission, proof): _Addition(permission, proof)
    for permission in (Permission.CREATE_FILE, Permission.UPDATE_FILE)
    for proof in (_AGENT, _TOKEN)
}


class NewGrants:
    """Adds chunks where all that decides allows it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        write = self._write_sqlite if database.is_sqlite else self._write_postgresql
        self._together: dict[tuple[Permission, str], Together[_Row]] = {
            kind: Together(partial(write, addition), _upload, database.patience)
            for kind, addition in _ADDITIONS.items()
        }

    def add(
        self, new: NewChunk, now: datetime, *, idle_since: datetime, urls_end_at: datetime | None
    ) -> bool:
        """Add it; false if nothing was changed."""
        sender = new.sender
        token = sender.token_digest
        if new.facts.project_id is None or not (token or sender.agent_id):
            return False
        together = self._together[new.permission, _TOKEN if token else _AGENT]
        return together(_parameters(new, now, idle_since, urls_end_at))

    def _write_sqlite(self, addition: _Addition, rows: Sequence[_Row]) -> Sequence[bool]:
        with self._database.transaction():
            return [self._move_and_insert(addition, row) for row in rows]

    def _move_and_insert(self, addition: _Addition, row: _Row) -> bool:
        moved = bool(self._database.sql(addition.move, row[:14]).rowcount)
        if moved:
            self._database.sql(addition.insert, row)
        return moved

    def _write_postgresql(self, addition: _Addition, rows: Sequence[_Row]) -> Sequence[bool | None]:
        if len(rows) == 1:
            try:
                return [bool(self._database.sql(addition.both, rows[0]).rowcount)]
            except IntegrityError:
                return [False]  # of two who added the same number, the other was first
        arrays = [_array(column) for column in zip(*rows, strict=True)]
        places = {place for (place,) in self._database.sql(addition.many, arrays).fetchall()}
        return [True if place in places else None for place in range(1, len(rows) + 1)]


def _upload(row: _Row) -> object:
    return row[0]


def _array(values: Sequence[object]) -> str:
    """An array in PostgreSQL's spelling: of numbers, words and hexadecimal digits, not quoted."""
    return "{" + ",".join("NULL" if it is None else str(it) for it in values) + "}"


def _parameters(
    new: NewChunk, now: datetime, idle_since: datetime, urls_end_at: datetime | None
) -> _Row:
    facts, chunk, within, sender = new.facts, new.chunk, new.within, new.sender
    assert facts.project_id is not None
    agent = sender.agent_id.hex if sender.agent_id else None
    return (
        facts.upload_id.hex,
        chunk.number,
        chunk.size,
        new.short,
        to_microseconds(now),
        to_microseconds(urls_end_at) if urls_end_at else None,
        UploadState.OPEN.value,
        within.count_max,
        within.size_max,
        within.highest_max,
        facts.project_id.hex,
        sender.user_id.hex,
        sender.token_digest or agent,
        to_microseconds(idle_since),
        chunk.digest.algorithm,
        chunk.digest.value,
    )
