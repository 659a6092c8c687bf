"""Signed URLs that lead back to this service, and their verification.

    /storage/<slug>/<container>/<name>?temp_url_sig=...&temp_url_expires=...[&temp_url_project=...]

Form and rules are those of Swift's TempURL: HEAD is allowed if GET or PUT is, and a URL is good up
to and including the second of its end. The project is named, and signed, where the container is not
the project's own: the bound on streams of one caller needs to know it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.signing import SignedRequest
from providers.names import checked
from providers.temp_url import is_signed, signed_url

#: Method of a request -> methods whose signature allows it.
_ALLOWED_BY = {"GET": ("GET",), "PUT": ("PUT",), "HEAD": ("HEAD", "GET", "PUT")}

#: The one allowed spelling: int() would also accept signs, spaces, leading zeros and the digits of
#: every script. Ten digits suffice until the year 2286.
_EXPIRES = re.compile("[1-9][0-9]{0,11}")

#: The parameter that names the project.
_PROJECT = "temp_url_project"


class LocalUrls:
    """Presigner and SignedUrlVerifier of one provider.

    The key signs. URLs that it or the secondary key has signed are accepted.
    """

    def __init__(self, slug: str, key: bytes, secondary: bytes | None = None) -> None:
        self._prefix = f"/storage/{slug}"
        self._key = key
        self._accepted = (key,) if secondary is None else (key, secondary)

    @property
    def host(self) -> None:
        return None

    @property
    def prefix(self) -> str:
        return self._prefix

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        return self._signed("PUT", key, expires_at)

    def sign_get(
        self, key: ObjectKey, filename: str, expires_at: datetime, project_id: UUID | None = None
    ) -> SignedRequest:
        project = None if project_id is None else str(project_id)
        if project == key.container:
            project = None
        return self._signed("GET", key, expires_at, filename, project)

    def is_signed(self, method: str, path: str, query: Mapping[str, str]) -> bool:
        given, expires = query.get("temp_url_sig"), _seconds(query.get("temp_url_expires"))
        if not isinstance(given, str) or expires is None or self.key_of(path) is None:
            return False
        project = query.get(_PROJECT)
        methods = _ALLOWED_BY.get(method, ())
        # All are compared, so that the time taken does not show which one came close.
        signed = [
            is_signed(key, each, path, expires, given, project)
            for key in self._accepted
            for each in methods
        ]
        return any(signed)

    def is_allowed(self, method: str, path: str, query: Mapping[str, str], now: datetime) -> bool:
        expires = _seconds(query.get("temp_url_expires"))
        in_time = expires is not None and int(now.timestamp()) <= expires
        return in_time and self.is_signed(method, path, query)

    def project_of(self, key: ObjectKey, query: Mapping[str, str]) -> str:
        return query.get(_PROJECT, key.container)

    def key_of(self, path: str) -> ObjectKey | None:
        if not path.startswith(f"{self._prefix}/"):
            return None
        try:
            return checked(ObjectKey.parse(path.removeprefix(f"{self._prefix}/")))
        except ValueError:
            return None

    def _signed(
        self,
        method: str,
        key: ObjectKey,
        expires_at: datetime,
        filename: str | None = None,
        project: str | None = None,
    ) -> SignedRequest:
        expires = int(expires_at.timestamp())
        path = f"{self._prefix}/{checked(key)}"
        url = signed_url(self._key, method, path, expires, filename=filename, project=project)
        return SignedRequest(method, None, url, datetime.fromtimestamp(expires, UTC))


def _seconds(text: object) -> int | None:
    return int(text) if isinstance(text, str) and _EXPIRES.fullmatch(text) else None
