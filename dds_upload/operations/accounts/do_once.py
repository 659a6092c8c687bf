"""Makes a thing once, however often its client sends the request with the same key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from dds_upload.core.accounts.request_keys import (
    KEPT,
    KeyedRequest,
    MadeBefore,
    RequestKey,
    RequestKeyRecords,
)
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, KeyReused

T = TypeVar("T")

#: Called with the id of the new thing, in the transaction that makes it and before it does.
Keep = Callable[[UUID], None]

#: Of two requests at once, the second finds the thing of the first; more tries are for bad luck.
_TRIES = 3


class _Taken(Exception):
    """Another request used the key after it was looked up."""


@dataclass(frozen=True, slots=True)
class DoOnce:
    """Makes things for requests that may be repeated, because their answer may be lost.

    The client sends the request again, and gets the thing that the first one made.
    """

    keys: RequestKeyRecords
    clock: Clock

    def __call__(
        self,
        caller: Caller,
        path: str,
        key: RequestKey | None,
        *,
        find: Callable[[UUID], T | None],
        make: Callable[[Keep], T],
    ) -> T:
        """The thing that the key stands for, or else the one that `make` makes.

        Without a key, the latter.

        `find` gives a thing that was made before, as a read would; None if it no longer exists:
        then the key stands for nothing. `make` passes on what its `Keep` raises. Raises KeyReused
        for another request under the same key, Conflict, and what `find` and `make` raise.
        """
        if key is None:
            return make(_not_at_all)
        request = KeyedRequest(caller.user.id, path, key)
        for _ in range(_TRIES):
            now = self.clock()
            former = self.keys.find(request)
            made = _still_there(former, key, now, find)
            if made is not None:
                return made
            try:
                return make(self._keep(request, former, now))
            except _Taken:
                pass
        raise Conflict

    def _keep(self, request: KeyedRequest, former: MadeBefore | None, now: datetime) -> Keep:
        def keep(made_id: UUID) -> None:
            if not self.keys.keep(request, made_id, now, former):
                raise _Taken

        return keep


def _still_there(
    former: MadeBefore | None, key: RequestKey, now: datetime, find: Callable[[UUID], T | None]
) -> T | None:
    """What the key stands for, if anything; raises KeyReused where that was asked for otherwise."""
    if former is None or former.made_at <= now - KEPT:
        return None
    made = find(former.made_id)
    if made is not None and former.fingerprint != key.fingerprint:
        raise KeyReused
    return made


def _not_at_all(made_id: UUID) -> None:
    """Keep nothing: the request has no key."""
