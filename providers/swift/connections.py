"""Connections to Swift: one for each thread and host."""

from __future__ import annotations

import copy
import os
import threading
from typing import Any

from requests.adapters import HTTPAdapter
from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.storage.abilities import BLOCK_SIZE
from providers.swift.place import origin_of


class Connections:
    """swiftclient's connections, kept open. Thread-safe, and good to be used after a fork."""

    def __init__(self, timeout: float) -> None:
        """`timeout` in seconds: to connect, and to send or take the next bytes."""
        self._timeout = timeout
        self._local = threading.local()

    def to(self, url: str) -> Any:
        """The connection of this thread to the host of `url`, as an object for one call.

        A body that is streamed is read through the connection's latest response, so each call has
        an object of its own; the copies share the session, and with it the sockets.
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
        connection = client.HTTPConnection(origin, timeout=self._timeout)
        # A redirected request would carry the token to wherever it is sent.
        connection.requests_args["allow_redirects"] = False
        for scheme in ("http://", "https://"):
            connection.request_session.mount(scheme, _LargeBlocks())
        return connection


class _LargeBlocks(HTTPAdapter):
    """Sends bodies in blocks of BLOCK_SIZE instead of 16 KiB; repeats nothing."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, blocksize=BLOCK_SIZE, **kwargs)
