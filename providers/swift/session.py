"""Calls to Swift with the service's own token: one token a process, a connection for each thread.

swiftclient's own Connection is not used: it repeats failed calls and sleeps in between. Here a call
is made once, and a second time only if Swift refused the token. The caller decides whether and when
to try again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from requests import Response
from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import StorageUnavailable, UploadServiceError
from dds_upload.core.storage.kinds import URL_DURATION
from providers.swift.account_urls import AccountUrls, origin_of
from providers.swift.clock import StorageClock
from providers.swift.cluster import Cluster
from providers.swift.connections import Connections
from providers.swift.edge import swift_errors
from providers.swift.gate import Gate, Passage
from providers.swift.options import SwiftOptions
from providers.swift.signing_in.keystone import Keystone
from providers.swift.signing_in.sign_in import Access, SignIn
from providers.swift.signing_in.temp_auth import TempAuth
from providers.swift.signing_in.tokens import Tokens
from providers.swift.url_digest import UrlDigest

_UNAUTHORIZED = 401


class Session:
    """Thread-safe, and usable after a fork. Nothing is sent before the first call."""

    def __init__(self, options: SwiftOptions, url_duration: timedelta = URL_DURATION) -> None:
        """`url_duration` is how long the signed URLs are good."""
        # By default swiftclient logs the first half of short keys, at level DEBUG.
        client.logger_settings["reveal_sensitive_prefix"] = 0
        #: The digest for signing new URLs; `info` learns it.
        self.url_digest = UrlDigest()
        self.sign_in = sign_in_with(options)
        self.tokens = Tokens(self.sign_in)
        #: The difference of this host's clock and the storage's; every answer shows it.
        self.clock = StorageClock(url_duration)
        self._connections = Connections(options.timeout)
        self._gate = Gate(options.concurrency)
        self._cluster: Cluster | None = None

    @property
    def urls(self) -> AccountUrls:
        """The URLs of the account. Connects to nothing.

        Raises StorageUnavailable if only signing in can give them, and that has not happened yet.
        """
        access = self.tokens.latest
        urls = access.urls if access else self.sign_in.urls
        if urls is None:
            raise StorageUnavailable("nobody has signed in to Swift yet, so its URL is not known")
        return urls

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One of swiftclient's functions, with url, token and http_conn from here.

        May send the request twice, so it must be one that can be sent again as it is.
        """
        with self._gate.passed():
            return self._called(function, *args, **kwargs)

    def call_before(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Like `call`, for what is asked right before `call_once`, and counted with it."""
        with self._gate.passed(sends=True):
            return self._called(function, *args, **kwargs)

    def call_once(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Like `call` for a request that cannot be repeated, such as one whose body is read once.

        A 401 is StorageUnavailable: the body is gone, and its sender must send it again. So a token
        that is about to end is renewed before the request begins; Swift checks it only then,
        however long the body takes.
        """
        with self._gate.passed(sends=True):
            return self._send(function, self.tokens.current(), *args, **kwargs)

    def opened(
        self, function: Callable[..., Any], *args: Any, **kwargs: Any
    ) -> tuple[Any, Passage]:
        """Like `call` for an answer whose body is read later; the passage is closed after that."""
        passage = self._gate.enter()
        try:
            answer = self._called(function, *args, **kwargs)
            passage.heard()
        except BaseException as error:
            passage.heard(error)
            passage.close()
            raise
        return answer, passage

    def anonymous(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        """A request without a token, as a client makes it; any status is an answer."""
        with self._gate.passed(), swift_errors(method):
            connection = self._connections.to(self.urls.public_url)
            with self._heard(connection):
                response: Response = connection.request(method, path, body, headers)
                response.content  # noqa: B018 - read it here, where errors are translated
            return response

    def info(self) -> dict[str, Any]:
        """The capabilities that the cluster reports.

        Signs in only if its URL is not known otherwise.
        """
        with self._gate.passed():
            urls = self.sign_in.urls or self.tokens.current().urls
            with swift_errors("/info"):
                url = urlsplit(f"{origin_of(urls.own_url)}/info")
                connection = self._connections.to(urls.own_url)
                with self._heard(connection):
                    info: dict[str, Any] = client.get_capabilities((url, connection))
        self.url_digest.learn(info)
        self._cluster = Cluster.of(info)
        return info

    def cluster(self) -> Cluster:
        """The cluster as `info` saw it last; asks now if it was never asked."""
        if self._cluster is None:
            self.info()
        assert self._cluster is not None
        return self._cluster

    def _called(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        access = self.tokens.current()
        try:
            return self._send(function, access, *args, **kwargs)
        except UploadServiceError as error:
            if getattr(error.__cause__, "http_status", None) != _UNAUTHORIZED:
                raise
        return self._send(function, self.tokens.renew(access), *args, **kwargs)

    def _send(self, function: Callable[..., Any], access: Access, *args: Any, **kwargs: Any) -> Any:
        url = access.urls.own_url
        with swift_errors(function.__name__):
            connection = self._connections.to(url)
            with self._heard(connection):
                return function(
                    url, access.token, *args, http_conn=(urlsplit(url), connection), **kwargs
                )

    @contextmanager
    def _heard(self, connection: Any) -> Iterator[None]:
        """One request over this connection, whose answer has the storage's time."""
        asked = self.clock.asked()
        try:
            yield
        finally:
            if connection.resp is not None:
                self.clock.hear(connection.resp.headers, asked)


def sign_in_with(options: SwiftOptions) -> SignIn:
    """The way of signing in that these options name."""
    return Keystone(options, options.keystone) if options.keystone else TempAuth(options)
