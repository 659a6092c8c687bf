"""Requests that storage or this service has signed, for clients to send to storage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.storage.manifest import ObjectKey


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """A request for a client to send to storage; `url` starts with a slash and follows `host`.

    `host` has a scheme and no path. It is None for this service's own host, which only the web
    knows. `headers` must be sent as they are, because the signature covers them.
    """

    http_verb: str
    host: str | None
    url: str
    expires_at: datetime
    headers: Mapping[str, str] = field(default_factory=dict)


class Presigner(Protocol):
    """Storage that clients can use directly with a signed URL. Signing connects to nothing."""

    @property
    def host(self) -> str | None:
        """Scheme, host and port of signed URLs; None for those of this service.

        Raises StorageUnavailable while the host is not known.
        """
        ...

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        """Sign one PUT of `key` until `expires_at`."""
        ...

    def sign_get(
        self, key: ObjectKey, filename: str, expires_at: datetime, project_id: UUID | None = None
    ) -> SignedRequest:
        """Sign GETs of `key` until `expires_at`; the content is saved as `filename` (RFC 6266).

        Where this service sends the bytes, they count as a download of that project.
        """
        ...


class SignedUrlVerifier(Protocol):
    """Storage whose signed URLs lead back to this service, which must check them itself."""

    @property
    def prefix(self) -> str:
        """The common beginning of its paths, such as `/storage/local`."""
        ...

    def is_signed(self, method: str, path: str, query: Mapping[str, str]) -> bool:
        """Whether a request has a signature for this unquoted path, expired or not."""
        ...

    def is_allowed(self, method: str, path: str, query: Mapping[str, str], now: datetime) -> bool:
        """Whether a request has a signature for this unquoted path that has not expired."""
        ...

    def project_of(self, key: ObjectKey, query: Mapping[str, str]) -> str:
        """The project that a signed request for this object counts for.

        Objects of no project, in URLs that earlier releases signed, count for their container.
        """
        ...

    def key_of(self, path: str) -> ObjectKey | None:
        """The object of an unquoted path; None if it names none."""
        ...
