"""Keys that clients choose for a request, so that it can be sent again without being done again.

After draft-ietf-httpapi-idempotency-key-header: a key stands for one request of one caller at one
path, and is kept with what that request made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

#: How long a key stands for what was made with it.
KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class RequestKey:
    """`fingerprint` is of all that the request says: under one key it is the same each time."""

    value: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """Whose request it is, and at which path: another caller's key is another one."""

    user_id: UUID
    path: str
    key: RequestKey


@dataclass(frozen=True, slots=True)
class MadeBefore:
    """What a key stands for: what was made with it last, and the fingerprint of that request."""

    made_id: UUID
    fingerprint: str
    made_at: datetime


class RequestKeyRecords(Protocol):
    """Keys by caller and path."""

    def find(self, request: KeyedRequest) -> MadeBefore | None:
        """What was made with that key, however long ago, and whether it is still there or not."""
        ...

    def keep(
        self, request: KeyedRequest, made_id: UUID, now: datetime, former: MadeBefore | None
    ) -> bool:
        """Have the key stand for what the transaction under way makes, and not for `former`.

        Waits for whoever is doing that at this moment. False: it stands for something else by now.
        """
        ...

    def prune(self, before: datetime, limit: int) -> int:
        """Forget the oldest, at most so many, that were kept before then; gives how many."""
        ...
