"""Swift's TempURLs, signed here. Signing sends nothing to Swift."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.signing import SignedRequest
from providers.names import checked
from providers.swift.session import Session
from providers.swift.url_keys import UrlKeys
from providers.temp_url import signed_url


class SwiftUrls:
    """Signs with the primary one of these keys.

    Raises StorageUnavailable while the account's URL is not known, and ClockSkewed while this
    host's clock differs too much from the storage's.
    """

    def __init__(self, session: Session, keys: UrlKeys) -> None:
        self._session = session
        self._keys = keys

    @property
    def host(self) -> str:
        return self._session.urls.host

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        return self._signed("PUT", key, expires_at)

    def sign_get(
        self, key: ObjectKey, filename: str, expires_at: datetime, project_id: UUID | None = None
    ) -> SignedRequest:
        return self._signed("GET", key, expires_at, filename)

    def _signed(
        self, method: str, key: ObjectKey, expires_at: datetime, filename: str | None = None
    ) -> SignedRequest:
        self._session.clock.check(self._session.info)
        expires = int(expires_at.timestamp())
        urls = self._session.urls
        path = f"{urls.path}/{checked(key)}"
        secret = self._keys.signing(key.container)
        digest = self._session.url_digest.name
        url = signed_url(secret, method, path, expires, filename=filename, digest=digest)
        return SignedRequest(method, urls.host, url, datetime.fromtimestamp(expires, UTC))
