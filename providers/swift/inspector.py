"""Inspects a Swift account from outside, and sets its keys; for administrators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import StorageUnavailable, UploadServiceError
from dds_upload.core.storage.kinds import URL_DURATION
from providers.swift.clock import shown
from providers.swift.expiry import expiry_faults
from providers.swift.key_setup import key_faults, set_keys
from providers.swift.options import SwiftOptions
from providers.swift.own_containers import AT_ONCE, own_containers
from providers.swift.probe import Probe
from providers.swift.session import Session
from providers.swift.signing_in.sign_in import SignIn
from providers.swift.url_digest import KNOWN, strongest
from providers.swift.versions import version_faults

#: With a larger difference of clocks, URLs of five minutes are useless for a part of their life.
SKEW_MAX = timedelta(seconds=60)


class SwiftInspector:
    """Inspector of one account. Each inspection signs in anew, because an old token proves nothing.

    Containers are made with `cors_origins`: origins separated by blanks, or `*`. `url_duration` is
    how long a signed URL is good.
    """

    def __init__(
        self,
        options: SwiftOptions,
        cors_origins: str = "*",
        url_duration: timedelta = URL_DURATION,
    ) -> None:
        # An inspection asks for several containers at once.
        self._options = replace(options, concurrency=max(options.concurrency, AT_ONCE))
        self._cors_origins = cors_origins
        self._url_duration = url_duration

    def inspect(self, browser_origins: list[str]) -> list[str]:
        """Go from the outside in, and stop at a fault that makes all further trials fail."""
        session = Session(self._options, self._url_duration)
        try:
            return list(self._looks(session, browser_origins))
        except StorageUnavailable as error:
            return [f"Swift at {session.urls.host} cannot be reached: {error}"]

    def configure(self) -> list[str]:
        return set_keys(Session(self._options), self._options.keys)

    def _looks(self, session: Session, browser_origins: list[str]) -> Iterator[str]:
        is_known = session.sign_in.urls is not None
        if is_known:
            yield from self._cluster(session)
        try:
            session.tokens.renew(None)
        except UploadServiceError as error:
            yield f"{session.sign_in.user} cannot sign in: {_explained(error, session.sign_in)}"
            return
        if not is_known:  # only now is Swift's address known
            yield from self._cluster(session)
        yield from self._account(session, browser_origins)

    def _cluster(self, session: Session) -> Iterator[str]:
        try:
            info = session.info()
        except StorageUnavailable:
            raise
        except UploadServiceError as error:
            yield f"the cluster does not report what it can do: {error}"
            return
        for middleware in ("tempurl", "slo"):
            if middleware not in info:
                yield f"the cluster has no {middleware}, says its /info"
        tempurl = info.get("tempurl", {})
        if tempurl and strongest(info) is None:
            known = ", ".join(KNOWN)
            yield f"the cluster takes no signatures with {known} (allowed_digests of tempurl)"
        for method in {"GET", "PUT"}.difference(tempurl.get("methods", ["GET", "PUT"])):
            yield f"the cluster does not allow {method} by TempURL (methods of tempurl)"
        yield from expiry_faults(info)

    def _account(self, session: Session, browser_origins: list[str]) -> Iterator[str]:
        user, account = session.sign_in.user, session.urls.account
        try:
            headers = session.call(client.head_account)
        except UploadServiceError as error:
            yield f"{user} cannot use account {account}: {_explained(error, session.sign_in)}"
            return
        containers = own_containers(session)
        yield from key_faults(session, self._options.keys, headers, containers)
        yield from version_faults(containers)
        yield from self._skew(session)
        probe = Probe(self._options, session, self._cors_origins)
        yield from probe.faults(browser_origins)

    def _skew(self, session: Session) -> Iterator[str]:
        skew = session.clock.skew()
        if skew is None:
            yield "Swift's answers have no readable Date, so its clock cannot be compared"
        elif abs(skew) > min(SKEW_MAX, self._url_duration / 2).total_seconds():
            yield f"this host's clock is {shown(skew)} Swift's: signed URLs expire at wrong times"


def _explained(error: UploadServiceError, sign_in: SignIn) -> str:
    status = getattr(error.__cause__, "http_status", None)
    why = sign_in.explain(status) if status else ""
    return f"{error}: {why}" if why else str(error)
