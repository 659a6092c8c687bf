"""Many clients at once, as slow as can be, each kind in its way; no threads of their own."""

from __future__ import annotations

import select
import socket
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from urllib.parse import urlsplit

from tests.e2e.caller import Json
from tests.e2e.installation import User
from tests.e2e.pulp_form import Form

#: How often each of them sends again; seconds.
TICK = 1.0


@dataclass(frozen=True, slots=True)
class Slow:
    """What one kind of client sends at first, and with each tick."""

    begin: bytes
    more: bytes


def json_body() -> Slow:
    """A body of which one byte a second comes; without a token."""
    head = b"POST /api/v1/projects HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n"
    return Slow(head + b"Content-Type: application/json\r\n\r\n{", b" ")


def stranger() -> Slow:
    """A body that is too large to be collected, at 5 KB/s; without a token, where none is asked."""
    head = (
        b"POST /api/v1/software_agents/api_token HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n"
    )
    return Slow(head + b"Content-Type: application/json\r\n\r\n{", b" " * 5000)


def headers() -> Slow:
    """A head that never ends."""
    return Slow(b"GET /api/v1/projects HTTP/1.1\r\nHost: a\r\nX-Slow: ", b"x")


def chunk(signed: Json, size: int) -> Slow:
    """A chunk at 5 KB/s."""
    return Slow(_head("PUT", signed, f"Content-Length: {size}"), bytes(5000))


def form(user: User, upload: str, first: int, size: int) -> Slow:
    """A chunk of Pulp's at 5 KB/s."""
    sent = Form(bytes(size))
    token = b64encode(f"{user.username}:{user.api_token}".encode()).decode()
    lines = [
        f"PUT {upload} HTTP/1.1",
        "Host: a",
        f"Authorization: Basic {token}",
        f"Content-Range: bytes {first}-{first + size - 1}/*",
        f"Content-Length: {len(sent)}",
        *(f"{name}: {value}" for name, value in sent.headers.items()),
    ]
    return Slow("\r\n".join([*lines, "", ""]).encode() + sent.head, bytes(5000))


def download(signed: Json) -> Slow:
    """A download that is not read."""
    return Slow(_head("GET", signed), b"")


@contextmanager
def crowd(url: str, clients: Sequence[Slow]) -> Iterator[list[socket.socket]]:
    """All of them connected and sending, until the end of the block."""
    address = urlsplit(url)
    with ExitStack() as stack:
        sockets = []
        for client in clients:
            sock = stack.enter_context(socket.socket())
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            sock.settimeout(10)
            sock.connect((address.hostname, address.port))
            sock.sendall(client.begin)
            sockets.append(sock)
        over = Event()
        thread = Thread(target=_drip, args=(list(zip(sockets, clients, strict=True)), over))
        thread.start()
        stack.callback(thread.join)
        stack.callback(over.set)
        yield sockets


def told(sockets: Sequence[socket.socket], text: bytes) -> int:
    """How many of them have received an answer that begins like this; nothing is waited for."""
    ready, _, _ = select.select(sockets, [], [], 0)
    return sum(_peek(sock).startswith(text) for sock in ready)


def _peek(sock: socket.socket) -> bytes:
    try:
        return sock.recv(64, socket.MSG_PEEK)
    except OSError:
        return b""


def _drip(clients: Sequence[tuple[socket.socket, Slow]], over: Event) -> None:
    due = time.monotonic()
    while not over.wait(max(due - time.monotonic(), 0)):
        due += TICK
        for sock, client in clients:
            try:
                sock.send(client.more, socket.MSG_DONTWAIT)
            except OSError:
                continue


def _head(method: str, signed: Json, *more: str) -> bytes:
    path = signed["url"]
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: a", *more, "", ""]).encode()
