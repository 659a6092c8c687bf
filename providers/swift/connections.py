"""Connections to Swift: one for each thread and host."""

from __future__ import annotations

import copy
import os
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from swiftclient import client  # type: ignore[import-untyped]
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

from dds_upload.core.storage.buffers import BLOCK_SIZE
from providers.swift.account_urls import origin_of

#: The most seconds for making a connection. A host that is away is noticed soon.
CONNECTING = 3.0


def timeouts(seconds: float) -> tuple[float, float]:
    """As requests takes them: to connect, and to wait for the next bytes, at most `seconds`."""
    return min(CONNECTING, seconds), seconds


class Connections:
    """swiftclient's connections, kept open. Thread-safe, and usable after a fork."""

    def __init__(self, timeout: float) -> None:
        """`timeout` in seconds: to send or receive the next bytes."""
        self._timeout = timeout
        self._local = threading.local()

    def to(self, url: str) -> Any:
        """The connection of this thread to the host of `url`, as an object for one call.

        A streamed body is read through the connection's latest response, so each call has an object
        of its own; the copies share the session, and with it the sockets.
        """
        origin, kept = origin_of(url), self._kept()
        if origin not in kept:
            kept[origin] = self._connected(origin)
        return copy.copy(kept[origin])

    def _kept(self) -> dict[str, Any]:
        # A process made by fork must not talk over its parent's sockets.
        if getattr(self._local, "process", None) != os.getpid():
            self._local.kept, self._local.process = {}, os.getpid()
        kept: dict[str, Any] = self._local.kept
        return kept

    def _connected(self, origin: str) -> Any:
        connection = client.HTTPConnection(origin, timeout=timeouts(self._timeout))
        # A redirected request would carry the token to wherever it is sent.
        connection.requests_args["allow_redirects"] = False
        for scheme in ("http://", "https://"):
            connection.request_session.mount(scheme, _Bodies(self._timeout))
        return connection


class _Bodies(HTTPAdapter):
    """Sends bodies in blocks of BLOCK_SIZE instead of 16 KiB; repeats nothing.

    urllib3 uses the timeout for connecting also for sending a body. A storage that is slow to take
    a body is not away, so here the timeout for the next bytes is used, as for an answer.
    """

    def __init__(self, patience: float) -> None:
        self._patience = patience
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, blocksize=BLOCK_SIZE, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {
            "http": _pool(HTTPConnectionPool, self._patience),
            "https": _pool(HTTPSConnectionPool, self._patience),
        }


def _pool(kind: type[HTTPConnectionPool], patience: float) -> type[HTTPConnectionPool]:
    """The same whose connections send with so much patience, in seconds."""
    connection: Any = kind.ConnectionCls

    class Patient(connection):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            self._be_patient()

        def request(self, *args: Any, **kwargs: Any) -> None:
            if self.sock is not None:
                self._be_patient()
            super().request(*args, **kwargs)

        def _be_patient(self) -> None:
            self.timeout = patience
            self.sock.settimeout(patience)

    return type(kind.__name__, (kind,), {"ConnectionCls": Patient})
