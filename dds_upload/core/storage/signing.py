"""What a client sends to storage by itself, once storage or this service has signed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dds_upload.core.storage.manifest import ObjectKey


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


class Presigner(Protocol):
    """Storage that clients may talk to directly with a signed URL. Signing reaches nothing."""

    @property
    def host(self) -> str | None:
        """Scheme, host and port that signed URLs lead to; None: those of this service.

        Raises StorageUnavailable while that is not known.
        """
        ...

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        """One PUT of `key` until `expires_at`."""
        ...

    def sign_get(self, key: ObjectKey, filename: str, expires_at: datetime) -> SignedRequest:
        """GETs of `key` until `expires_at`, to be saved as `filename` (RFC 6266)."""
        ...


class SignedUrlVerifier(Protocol):
    """Storage whose signed URLs lead back to this service, which must check them itself."""

    @property
    def prefix(self) -> str:
        """The path all its URLs start with, such as `/storage/local`."""
        ...

    def is_signed(self, method: str, path: str, query: Mapping[str, str]) -> bool:
        """Whether a request carries a signature for this unquoted path, expired or not."""
        ...

    def is_allowed(self, method: str, path: str, query: Mapping[str, str], now: datetime) -> bool:
        """Whether a request carries a signature for this unquoted path that has not expired."""
        ...

    def key_of(self, path: str) -> ObjectKey | None:
        """The object an unquoted path names; None where it can name none."""
        ...
