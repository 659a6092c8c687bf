"""What a proxy may do to a request, as networks, services and storages do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for; `number` counts the requests to the same path, from 1."""

    method: str
    path: str
    number: int

    @property
    def to_storage(self) -> bool:
        """Whether it is a signed URL."""
        return not self.path.startswith("/api/")

    @property
    def chunk(self) -> int:
        """The number of the chunk that a signed URL is of; 0 for others."""
        found = re.search(r"/(\d+)(-[0-9a-f]+)?$", self.path)
        return int(found[1]) if found and self.to_storage else 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the proxy answers by itself, instead of the service."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b'{"error": "made up"}'


@dataclass(frozen=True, slots=True)
class Cut:
    """The connection breaks: after so many bytes of the request's body, or of the answer's."""

    sent: int | None = None
    received: int | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """The service does what it is asked, and its answer never arrives."""


@dataclass(frozen=True, slots=True)
class Slow:
    """So many bytes of the request's body a second."""

    speed: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection ends before anything is passed on: politely, and not with a reset."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing is passed on and nothing answered for so many seconds; then the connection breaks."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Drip:
    """The answer comes a byte a second, for so many seconds; then the connection breaks."""

    seconds: float


Action = Answer | Closed | Cut | Drip | Lost | Silent | Slow

Rule = Callable[[Request], Action | None]
