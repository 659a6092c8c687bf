"""The id of the request that a thread works for. Its logs and events have this id."""

from __future__ import annotations

import re
from contextvars import ContextVar
from os import urandom

#: The id of the request that this thread answers; None: it answers none.
REQUEST_ID: ContextVar[str | None] = ContextVar("request_id", default=None)

#: What callers may name their requests; anything else could forge lines, or grow without bound.
_GOOD = re.compile(r"[A-Za-z0-9._:-]{1,64}")


def request_id_of(given: str | None) -> str:
    """The given id, if it is acceptable; otherwise a new one."""
    return given if given is not None and _GOOD.fullmatch(given) else urandom(16).hex()
