"""Connections that notice a network that is gone, and are patient with one that is slow."""

from __future__ import annotations

import socket
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.connection import HTTPConnection

#: What is read from a file and given to a socket at a time, and the other way round; bytes.
BLOCK = 2**20

#: How long it may take until a server takes a connection; seconds.
CONNECT_SECONDS = 20.0

#: After this long without a sign of life the kernel takes a connection for broken; seconds.
SILENCE_SECONDS = 60

_Options = list[tuple[int, int, int]]


def _socket_options() -> _Options:
    options: _Options = [*HTTPConnection.default_socket_options]
    options.append((socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1))
    for name, value in (
        ("TCP_KEEPIDLE", SILENCE_SECONDS // 2),
        ("TCP_KEEPINTVL", SILENCE_SECONDS // 6),
        ("TCP_KEEPCNT", 3),
        ("TCP_USER_TIMEOUT", SILENCE_SECONDS * 1000),
    ):
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return options


class Pools:
    """Kept connections to any number of servers, for any number of threads.

    Proxies are taken from the environment as other programs do (`HTTPS_PROXY`, `NO_PROXY`).
    """

    def __init__(self, connections: int) -> None:
        """`connections` are kept for each server; more are made where needed."""
        self._settings: dict[str, Any] = {
            "num_pools": 16,
            "maxsize": connections,
            "blocksize": BLOCK,
            "retries": False,
            "socket_options": _socket_options(),
        }
        self._proxies = getproxies()
        self._managers: dict[str, urllib3.PoolManager] = {}

    def manager_for(self, url: str) -> urllib3.PoolManager:
        """The connections that lead to this URL, by a proxy or not."""
        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme, "")
        if proxy and proxy_bypass(parts.hostname or ""):
            proxy = ""
        if proxy and "://" not in proxy:
            proxy = f"http://{proxy}"
        found = self._managers.get(proxy)
        if found is None:
            made = (
                urllib3.ProxyManager(proxy, **self._settings)
                if proxy
                else urllib3.PoolManager(**self._settings)
            )
            found = self._managers.setdefault(proxy, made)
        return found

    def close(self) -> None:
        """Close all that are idle."""
        for manager in self._managers.values():
            manager.clear()
