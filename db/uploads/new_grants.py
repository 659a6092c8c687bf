"""A chunk of a new number, in one statement that checks all that may have changed: the hot path.

Rights are checked by primary keys. The state is a parameter, so that no plan looks for the upload
in the index of open ones. On PostgreSQL one statement moves the tally and adds the chunk; on SQLite
two do, in one transaction.
"""

from __future__ import annotations

from datetime import datetime

from peewee import IntegrityError

from db.database import Database
from db.fields import to_microseconds
from db.statements import Statement
from dds_upload.core.accounts.roles import ROLES, Permission
from dds_upload.core.uploads.grants import NewChunk
from dds_upload.core.uploads.upload import UploadState

_MOVE = """
UPDATE uploads SET chunks_count = chunks_count + 1, chunks_size = chunks_size + ?3,
       chunks_highest = CASE WHEN chunks_highest < ?2 THEN ?2 ELSE chunks_highest END,
       chunks_short = ?4, revision = revision + 1, active_at = ?5,
       urls_end_at = CASE WHEN urls_end_at > ?6 THEN urls_end_at ELSE ?6 END
WHERE id = ?1 AND state = ?7
  AND chunks_count <= ?8 AND chunks_size <= ?9 AND chunks_highest <= ?10 AND chunks_short IS NULL
  AND active_at >= ?14
  AND NOT EXISTS (SELECT 1 FROM chunks WHERE upload_id = ?1 AND number = ?2)
  AND EXISTS (SELECT 1 FROM projects WHERE id = ?11 AND deleted_at IS NULL)
  AND EXISTS (SELECT 1 FROM users WHERE id = ?12 AND disabled_at IS NULL AND (is_admin OR EXISTS (
      SELECT 1 FROM project_permissions
      WHERE project_id = ?11 AND user_id = ?12 AND auth_role IN ({roles}))))
  AND EXISTS ({proof})
"""

_INSERT = """
INSERT INTO chunks (upload_id, number, size, digest_algorithm, digest_value, is_named, created_at,
       granted_at, granted_by_id, granted_agent_id)
"""

_AGENT = "SELECT 1 FROM software_agents WHERE id = ?13"
_TOKEN = "SELECT 1 FROM api_tokens WHERE digest = ?13 AND revoked_at IS NULL"


class _Addition:
    """The statements for one permission and one kind of token."""

    def __init__(self, permission: Permission, proof: str) -> None:
        roles = (f"'{role.id}'" for role in ROLES.values() if permission in role.permissions)
        move = _MOVE.format(roles=", ".join(roles), proof=proof)
        agent = "?13" if proof == _AGENT else "NULL"
        self.move = Statement(move)
        self.insert = Statement(
            f"{_INSERT}VALUES (?1, ?2, ?3, ?15, ?16, true, ?5, ?5, ?12, {agent})"
        )
        self.both = Statement(f"""
            WITH moved AS ({move} RETURNING id) {_INSERT}
            SELECT id, ?2, ?3, ?15, ?16, true, ?5, ?5, CAST(?12 AS uuid), {agent} FROM moved
        """)


_ADDITIONS = {
    (permission, proof): _Addition(permission, proof)
    for permission in (Permission.CREATE_FILE, Permission.UPDATE_FILE)
    for proof in (_AGENT, _TOKEN)
}


def add_new(
    database: Database,
    new: NewChunk,
    now: datetime,
    *,
    idle_since: datetime,
    urls_end_at: datetime | None,
) -> bool:
    """Add the chunk if everything that decides allows it; false: nothing was changed."""
    sender = new.sender
    token = sender.token_digest
    if new.facts.project_id is None or not (token or sender.agent_id):
        return False
    addition = _ADDITIONS[new.permission, _TOKEN if token else _AGENT]
    parameters = _parameters(new, now, idle_since, urls_end_at)
    if not database.is_sqlite:
        try:
            return bool(database.sql(addition.both, parameters).rowcount)
        except IntegrityError:
            return False  # of two who added the same number, the other was first
    with database.transaction():
        moved = bool(database.sql(addition.move, parameters[:14]).rowcount)
        if moved:
            database.sql(addition.insert, parameters)
        return moved


def _parameters(
    new: NewChunk, now: datetime, idle_since: datetime, urls_end_at: datetime | None
) -> tuple[object, ...]:
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
