"""URLs that look like Swift's and lead nowhere (RFC 2606)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.signing import SignedRequest
from providers.names import checked
from providers.temp_url import signed_url

HOST = "https://memory.invalid"


class MemoryUrls:
    """A presigner whose key is no secret."""

    @property
    def host(self) -> str | None:
        return HOST

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        return self._signed("PUT", key, expires_at)

    def sign_get(
        self, key: ObjectKey, filename: str, expires_at: datetime, project_id: UUID | None = None
    ) -> SignedRequest:
        return self._signed("GET", key, expires_at, filename)

    def _signed(
        self, method: str, key: ObjectKey, expires_at: datetime, filename: str | None = None
    ) -> SignedRequest:
        expires = int(expires_at.timestamp())
        url = signed_url(b"memory", method, f"/{checked(key)}", expires, filename=filename)
        return SignedRequest(method, HOST, url, datetime.fromtimestamp(expires, expires_at.tzinfo))
