"""Does what makes something once, however often its client asks with the same key."""

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

#: Called with the id of what is made, by the transaction that makes it and before it does.
Keep = Callable[[UUID], None]

#: Of two that come at once, the second finds what the first has made; more are for bad luck.
_TRIES = 3


class _Taken(Exception):
    """Somebody else made something with the key after it was looked up."""


@dataclass(frozen=True, slots=True)
class DoOnce:
    """A lost answer costs nothing: the request is sent again, and is answered with what it made."""

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
        """What the key stands for, or else what `make` gives; without a key, only that.

        `find` gives what was made before, as a read would, None where it is not there any more:
        then the key stands for nothing. `make` passes on what its `Keep` raises. Raises KeyReused
        for another request under the same key, Conflict, and what `find` and `make` raise.
        """
        if key is None:
            return make(_not_at_all)
        request = KeyedRequest(caller.user.id, path, key)
        for _ in range(_TRIES):
            now = self.clock()
            former = self.keys.find(request)
            made = former and former.made_at > now - KEPT and find(former.made_id)
            if former and made:
                if former.fingerprint != key.fingerprint:
                    raise KeyReused
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


def _not_at_all(made_id: UUID) -> None:
    """Of a request without a key."""
