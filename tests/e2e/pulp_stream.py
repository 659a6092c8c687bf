"""A chunk that is being sent, by hand: its client stops in the middle and knows how far it came."""

from __future__ import annotations

import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.e2e.polling import eventually
from tests.e2e.pulp_desk import PulpDesk
from tests.e2e.pulp_form import Form

#: Columns of /proc/net/tcp: where from, where to, and in hexadecimal what waits to be sent or read.
_LOCAL, _REMOTE, _QUEUES = 1, 2, 4
_EMPTY = "00000000:00000000"


@contextmanager
def half_sent(desk: PulpDesk, upload: str, first: int, data: bytes) -> Iterator[None]:
    """The time in which the API has read half of a chunk, and waits for the rest."""
    form = Form(data)
    url = urlsplit(desk.installation.url)
    user = b64encode(f"{desk.user.username}:{desk.user.api_token}".encode()).decode()
    headers = {
        "Host": url.netloc,
        "Authorization": f"Basic {user}",
        "Content-Range": f"bytes {first}-{first + len(data) - 1}/*",
        "Content-Length": str(len(form)),
        **form.headers,
    }
    lines = [f"PUT {upload} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    with socket.create_connection((url.hostname, url.port), timeout=30) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        connection.sendall(form.head + data[: len(data) // 2])
        eventually(lambda: _is_read(connection))
        yield


def _is_read(connection: socket.socket) -> bool:
    """Whether the other end of a connection of this machine has read all that was sent."""
    names = connection.getsockname(), connection.getpeername()
    ports = {f"{port:04X}" for _, port in names}
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    both_ends = [
        fields
        for fields in map(str.split, lines)
        if {fields[end].rpartition(":")[2] for end in (_LOCAL, _REMOTE)} == ports
    ]
    return all(fields[_QUEUES] == _EMPTY for fields in both_ends)
