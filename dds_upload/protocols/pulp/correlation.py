"""`Correlation-ID`: a client's name for a request, which the answer and its task also have.

pulp-glue takes the first one that it is answered with as the name of its run: it sends it along
from then on, and refuses any other. So the service can recognise the pages that one run asks for,
and when the run began, which lists by offsets have to know (see `db/listing.py`). A run without a
name gets one with the first page of several. It is a UUID of version 7 (RFC 9562), which contains
the time at which it was made.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4, uuid5

import falcon

HEADER = "Correlation-ID"

#: The allowed names; other texts could break an answer's headers.
_NAME = re.compile(r"[\x21-\x7e]{1,255}")

#: Requests that a user sends within this many seconds get one name: a client accepts only one.
_GRAIN = 60

#: How far back a run is taken to have begun if its user named it (`pulp --cid`).
_USUAL = timedelta(minutes=15)


class Correlation:
    """Falcon middleware."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix

    def process_response(
        self, req: falcon.Request, resp: falcon.Response, resource: object, succeeded: bool
    ) -> None:
        """Errors have the header, too."""
        given = _given(req)
        if given is not None and req.path.startswith(self._prefix):
            resp.set_header(HEADER, given)


def correlation_id(req: falcon.Request) -> str:
    """The name of the request; a new one if its client has none for it."""
    return _given(req) or uuid4().hex


def run_began_at(req: falcon.Request, now: datetime) -> datetime | None:
    """When the run of the client began that the request is a part of, if that is known."""
    given = _given(req)
    if given is None:
        return None
    try:
        name = UUID(given)
    except ValueError:
        name = None
    if name is not None and name.version == 7:
        return datetime.fromtimestamp(min((name.int >> 80) / 1000, now.timestamp()), UTC)
    glue = (req.user_agent or "").startswith("Pulp-")
    return now - _USUAL if glue else None


def name_run(req: falcon.Request, resp: falcon.Response, user_id: UUID, now: datetime) -> None:
    """Give the run a name, unless it has one; it begins now or within the minute before."""
    if _given(req) is None:
        began = int(now.timestamp()) // _GRAIN * _GRAIN
        rest = uuid5(user_id, str(began)).int
        high = (began * 1000) << 80 | 0x7 << 76 | (rest >> 80 & 0xFFF) << 64
        low = 0b10 << 62 | rest & (2**62 - 1)
        resp.set_header(HEADER, str(UUID(int=high | low)))


def _given(req: falcon.Request) -> str | None:
    value = req.get_header(HEADER)
    return value if value and _NAME.fullmatch(value) else None
