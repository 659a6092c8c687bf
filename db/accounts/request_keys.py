"""Keeps the keys of requests, with the things that they made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from db.composed import insert, unless_known
from db.database import Database
from db.tables.accounts import RequestKeys as T
from dds_upload.core.accounts.request_keys import KeyedRequest, MadeBefore, RequestKeyRecords


class RequestKeyTable(RequestKeyRecords):
    """The table `request_keys`, whose unique key decides between two requests at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, request: KeyedRequest) -> MadeBefore | None:
        """By the unique key."""
        query = T.select(T.made_id, T.fingerprint, T.made_at).where(_is_of(request))
        row = self._database.first(query.tuples())
        return row and MadeBefore(*row)

    def keep(
        self, request: KeyedRequest, made_id: UUID, now: datetime, former: MadeBefore | None
    ) -> bool:
        """One statement; a key that was pruned meanwhile counts as taken."""
        made = {"made_id": made_id, "fingerprint": request.key.fingerprint, "made_at": now}
        if former is not None:
            still = T.made_id == former.made_id
            return self._database.run(T.update(made).where(_is_of(request), still)) == 1
        key = {"user": request.user_id, "path": request.path, "value": request.key.value}
        return self._database.run(insert(T, [{**key, **made}], unless_known)) == 1

    def prune(self, before: datetime, limit: int) -> int:
        """By the index on time. A key that stands for something new since then stays."""
        old = T.select(T.made_id).where(T.made_at < before).order_by(T.made_at).limit(limit)
        return self._database.run(T.delete().where(T.made_id.in_(old)))


def _is_of(request: KeyedRequest) -> Any:
    return (T.user == request.user_id) & (T.path == request.path) & (T.value == request.key.value)
