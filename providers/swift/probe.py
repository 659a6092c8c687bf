"""Tries once, in a container of its own, everything that an upload needs."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from uuid import uuid4

from requests import Response
from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import ObjectMissing, StorageRefused, UploadServiceError
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from dds_upload.core.storage.signing import SignedRequest
from providers.swift.concatenator import SwiftConcatenator
from providers.swift.options import SwiftOptions
from providers.swift.session import Session
from providers.swift.store import SwiftStore
from providers.swift.url_keys import UrlKeys
from providers.swift.urls import SwiftUrls

#: The beginning of the name of a probe's container; a random part follows.
PREFIX = "dds-upload-check-"

#: An origin to try with if all origins are allowed.
_ANY_ORIGIN = "https://browser.invalid"

#: A container stays "not empty" until its listing shows the removals.
_REMOVAL_TRIES = 5


class Probe:
    """One round of trials; in any case its container is removed at the end."""

    def __init__(self, options: SwiftOptions, session: Session, cors_origins: str) -> None:
        self._options = options
        self._session = session
        self._store = SwiftStore(session, options.keys, cors_origins=cors_origins)
        self._key = ObjectKey(f"{PREFIX}{uuid4()}", "file")

    def faults(self, browser_origins: list[str]) -> list[str]:
        """A sentence for each trial that failed."""
        try:
            faults = _faults({"a container cannot be made": self._make_container})
            if not faults:
                faults = _faults(self._trials(browser_origins))
        finally:
            left = _faults({f"container {self._key.container} cannot be removed": self._clean_up})
        return [*faults, *left]

    def _trials(self, browser_origins: list[str]) -> dict[str, Callable[[], None]]:
        keys = self._options.keys
        signed = {"primary": keys, **({"secondary": keys.second} if keys.secondary else {})}
        return {
            **{
                f"browsers at {origin} may not PUT to the storage": partial(self._preflight, origin)
                for origin in browser_origins
            },
            **{
                f"a URL signed with the {which} key fails": partial(self._signed, those)
                for which, those in signed.items()
            },
            "two segments cannot be joined": self._join,
        }

    def _make_container(self) -> None:
        self._store.ensure_container(self._key.container)

    def _preflight(self, origin: str) -> None:
        origin = _ANY_ORIGIN if origin == "*" else origin
        headers = {"Origin": origin, "Access-Control-Request-Method": "PUT"}
        request = SwiftUrls(self._session, self._options.keys).sign_put(self._part(1), _soon())
        answer = self._answer("OPTIONS", request, headers)
        allowed = answer.headers.get("Access-Control-Allow-Origin")
        if allowed not in ("*", origin):
            raise StorageRefused(f"the preflight's answer allows {allowed or 'no origin'}")

    def _signed(self, keys: UrlKeys) -> None:
        urls, part = SwiftUrls(self._session, keys), self._part(0)
        self._answer("PUT", urls.sign_put(part, _soon()), {}, b"signed")
        answer = self._answer("GET", urls.sign_get(part, "probe", _soon()), {})
        if answer.content != b"signed":
            raise StorageRefused("what was put is not what is read")

    def _join(self) -> None:
        manifest = Manifest((self._put(1, b"joi"), self._put(2, b"ned")))
        SwiftConcatenator(self._session).concatenate(
            self._key, manifest, content_type="text/plain", filename="probe"
        )
        content = self._store.open(self._key)
        try:
            joined = b"".join(content)
        finally:
            content.close()
        if joined != b"joined":
            raise StorageRefused("the joined file has other bytes than its segments")

    def _put(self, number: int, data: bytes) -> Segment:
        key, digest = self._part(number), Digest.of("md5", data)
        self._store.put(key, BytesIO(data), size=len(data), digest=digest, algorithm="md5")
        return Segment(key, len(data), digest)

    def _part(self, number: int) -> ObjectKey:
        return ObjectKey(self._key.container, f"{self._key.name}/{number}")

    def _answer(
        self, method: str, request: SignedRequest, headers: dict[str, str], body: bytes = b""
    ) -> Response:
        answer = self._session.anonymous(method, request.url, headers, body)
        if not answer.ok:
            raise StorageRefused(f"{method} is answered with {answer.status_code} {answer.reason}")
        return answer

    def _clean_up(self) -> None:
        for tries_left in reversed(range(_REMOVAL_TRIES)):
            try:
                self._store.remove_tree(self._key)
                self._session.call(client.delete_container, self._key.container)
            except ObjectMissing:
                return
            except StorageRefused:
                if not tries_left:
                    raise
                time.sleep(1)
            else:
                return


def _faults(trials: dict[str, Callable[[], None]]) -> list[str]:
    """A sentence for each trial that raises one of core's errors."""
    faults = []
    for sentence, trial in trials.items():
        try:
            trial()
        except UploadServiceError as error:
            faults.append(f"{sentence}: {error}")
    return faults


def _soon() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=5)
