"""Swift's TempURLs, signed here. Signing asks Swift nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from dds_upload.core.secret import Secret
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.signing import SignedRequest
from providers.names import checked
from providers.swift.options import SwiftOptions
from providers.swift.url_digest import UrlDigest
from providers.temp_url import signed_url


class SwiftUrls:
    """Signs with one of the account's two keys, by default the primary one."""

    def __init__(self, options: SwiftOptions, digest: UrlDigest, key: Secret | None = None) -> None:
        self._options = options
        self._digest = digest
        self._key = key or options.primary_key

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        return self._signed("PUT", key, expires_at)

    def sign_get(self, key: ObjectKey, filename: str, expires_at: datetime) -> SignedRequest:
        return self._signed("GET", key, expires_at, filename)

    def _signed(
        self, method: str, key: ObjectKey, expires_at: datetime, filename: str | None = None
    ) -> SignedRequest:
        expires = int(expires_at.timestamp())
        path = f"{self._options.storage_path}/{checked(key)}"
        secret = self._key.reveal().encode()
        digest = self._digest.name
        url = signed_url(secret, method, path, expires, filename=filename, digest=digest)
        return SignedRequest(method, self._options.host, url, datetime.fromtimestamp(expires, UTC))
