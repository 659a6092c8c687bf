"""Calls to Swift with the service's own token: one token a process, one connection a thread.

swiftclient's own Connection is not used: it repeats failed calls and sleeps in between. Here a call
is made once, and a second time only where Swift did not know the token any more; whether and when
to try again is the caller's business.
"""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from requests import Response
from requests.adapters import HTTPAdapter
from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.storage.abilities import BLOCK_SIZE
from providers.swift.edge import swift_errors
from providers.swift.options import SwiftOptions
from providers.swift.url_digest import UrlDigest

_UNAUTHORIZED = 401


class Session:
    """Thread-safe, and good to be used after a fork. Nothing is sent before the first call."""

    def __init__(self, options: SwiftOptions) -> None:
        # By default swiftclient logs the first half of short keys, at level DEBUG.
        client.logger_settings["reveal_sensitive_prefix"] = 0
        #: What new URLs are signed with; `info` learns it.
        self.url_digest = UrlDigest()
        self._options = options
        self._storage_url = options.host + options.storage_path
        self._lock = threading.Lock()
        self._token: str | None = None
        self._local = threading.local()

    def call(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """One of swiftclient's functions, without url, token and http_conn, which come from here.

        May send the request twice, so it must be one that can be sent again as it is.
        """
        token = self._token or self.renew(None)
        with swift_errors(function.__name__):
            try:
                return self._send(function, token, *args, **kwargs)
            except client.ClientException as error:
                if error.http_status != _UNAUTHORIZED:
                    raise
        return self.call_once(function, *args, token=self.renew(token), **kwargs)

    def call_once(
        self, function: Callable[..., Any], *args: Any, token: str | None = None, **kwargs: Any
    ) -> Any:
        """Like `call` for a request that cannot be repeated: a 401 is StorageUnavailable."""
        token = token or self._token or self.renew(None)
        with swift_errors(function.__name__):
            return self._send(function, token, *args, **kwargs)

    def renew(self, stale: str | None) -> str:
        """A token other than `stale`; threads that come with the same one share one renewal."""
        with self._lock:
            if self._token is None or self._token == stale:
                self._token = self._authenticated()
            return self._token

    def anonymous(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Response:
        """A request without a token, such as a client makes; any status is an answer."""
        with swift_errors(method):
            response: Response = self._connection.request(method, path, body, headers)
            response.content  # noqa: B018 - read it here, where errors are translated
            return response

    def info(self) -> dict[str, Any]:
        """What the cluster says it can do; needs no token."""
        with swift_errors("/info"):
            url = urlsplit(f"{self._options.host}/info")
            info: dict[str, Any] = client.get_capabilities((url, self._connection))
        self.url_digest.learn(info)
        return info

    def _send(self, function: Callable[..., Any], token: str, *args: Any, **kwargs: Any) -> Any:
        connection = (urlsplit(self._storage_url), self._connection)
        return function(self._storage_url, token, *args, http_conn=connection, **kwargs)

    def _authenticated(self) -> str:
        options = self._options
        with swift_errors("authentication"):
            _, token = client.get_auth_1_0(
                options.host + options.auth_uri,
                options.user,
                options.password.reveal(),
                timeout=options.timeout,
            )
            if not token:
                raise client.ClientException("no token in the answer")
            return str(token)

    @property
    def _connection(self) -> Any:
        # A process made by fork must not talk over its parent's sockets.
        if getattr(self._local, "process", None) != os.getpid():
            self._local.connection = self._connected()
            self._local.process = os.getpid()
        # A body that is streamed is read through the connection's latest response, so each call has
        # an object of its own; the copies share the session, and with it the sockets.
        return copy.copy(self._local.connection)

    def _connected(self) -> Any:
        connection = client.HTTPConnection(self._storage_url, timeout=self._options.timeout)
        # A redirected request would carry the token to wherever it is sent.
        connection.requests_args["allow_redirects"] = False
        for scheme in ("http://", "https://"):
            connection.request_session.mount(scheme, _LargeBlocks())
        return connection


class _LargeBlocks(HTTPAdapter):
    """Sends bodies in blocks of BLOCK_SIZE instead of 16 KiB; repeats nothing."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, blocksize=BLOCK_SIZE, **kwargs)
