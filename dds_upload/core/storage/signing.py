"""What a client sends to storage by itself, once storage or this service has signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What a client has to send to storage; `url` starts with a slash and is put behind `host`.

    `host` has a scheme and no path; None where it is this service's own, which only the web knows.
    `headers` must be sent as they are, because the signature covers them.
    """

    http_verb: str
    host: str | None
    url: str
    expires_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)
