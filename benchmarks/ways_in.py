"""How clients send chunks that differ from all others: by number, by content, by offset."""

from __future__ import annotations

import base64
import hashlib
import http.client
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol
from uuid import uuid4

from benchmarks.client import Client

#: What makes a chunk differ stands at its end, so that the rest is hashed only once.
_TAIL = 16

#: Where Pulp's API is.
PULP = "/pulp/api/v3"

_BOUNDARY = "----------------------------bench"
_FORM = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}


@dataclass(frozen=True, slots=True)
class Contents:
    """Chunks of one size, of which no two are alike."""

    size: int
    _head: bytes

    @classmethod
    def of(cls, size: int) -> Contents:
        """Each of `size` bytes."""
        return cls(size, (bytes(range(256)) * (size // 256))[: size - _TAIL])

    def chunks(self, number: int, algorithm: str) -> list[Chunk]:
        """So many, with digests of that algorithm."""
        shared = hashlib.new(algorithm, self._head, usedforsecurity=False)
        return [self._chunk(shared.copy()) for _ in range(number)]

    def _chunk(self, hasher: Any) -> Chunk:
        tail = uuid4().bytes
        hasher.update(tail)
        return Chunk((self._head, tail), self.size, hasher.hexdigest())


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk, in the pieces that it is sent in."""

    pieces: Sequence[bytes]
    size: int
    digest: str


#: Sends the chunk of a number.
Send = Callable[[int], None]


class WayIn(Protocol):
    """Makes ready what a round sends: only the sending itself is measured."""

    def __call__(self, client: Client, contents: Contents, number: int) -> Send: ...


def by_number(client: Client, contents: Contents, number: int) -> Send:
    """DDS: to URLs that were granted before."""
    project = client.ready_project()
    upload = client.upload(project, contents.size * number)
    chunks = contents.chunks(number, "md5")
    urls = [_granted(client, upload, n, chunk) for n, chunk in enumerate(chunks)]

    def send(n: int) -> None:
        send_pieces(client.address, "PUT", urls[n], chunks[n].pieces, {}, HTTPStatus.CREATED)

    return send


def by_content(client: Client, contents: Contents, number: int) -> Send:
    """Sentry: one chunk a request, as a file that is larger than one is sent."""
    chunks = contents.chunks(number, "sha1")
    headers = {"Authorization": f"Bearer {client.user.api_token}", **_FORM}
    path = "/api/0/organizations/default/chunk-upload/"

    def send(n: int) -> None:
        pieces = _form(chunks[n], f'name="file"; filename="{chunks[n].digest}"')
        send_pieces(client.address, "POST", path, pieces, headers, HTTPStatus.OK)

    return send


def by_offset(client: Client, contents: Contents, number: int) -> Send:
    """Pulp: with the digest of each chunk, as pulp-cli sends it."""
    headers = basic(client.user.username, client.user.api_token)
    total, chunks = contents.size * number, contents.chunks(number, "sha256")
    upload = client.request("POST", f"{PULP}/uploads/", {"size": total}, headers)

    def send(n: int) -> None:
        place(client.address, headers, upload["pulp_href"], chunks[n], n * contents.size, total)

    return send


def place(
    where: tuple[str, int],
    headers: dict[str, str],
    upload: str,
    chunk: Chunk,
    start: int,
    total: int,
) -> None:
    """Send a chunk of so many bytes in all, which begins there, to an upload of Pulp's API."""
    placed = f"bytes {start}-{start + chunk.size - 1}/{total}"
    pieces = _form(chunk, 'name="file"; filename="file"', sha256=chunk.digest)
    sent = {**headers, **_FORM, "Content-Range": placed}
    send_pieces(where, "PUT", upload, pieces, sent, HTTPStatus.OK)


def basic(username: str, password: str) -> dict[str, str]:
    """The header that says so."""
    words = base64.b64encode(f"{username}:{password}".encode()).decode()
    return {"Authorization": f"Basic {words}"}


def _granted(client: Client, upload: str, number: int, chunk: Chunk) -> str:
    digest = {"value": chunk.digest, "algorithm": "md5"}
    body = {"number": number, "size": chunk.size, "hash": digest}
    return str(client.call("PUT", f"/uploads/{upload}/chunks", body)["url"])


def _form(chunk: Chunk, disposition: str, **fields: str) -> list[bytes]:
    parts = [f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in fields.items()]  # fmt: skip
    parts.append(f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n")
    return ["".join(parts).encode(), *chunk.pieces, f"\r\n--{_BOUNDARY}--\r\n".encode()]


def send_pieces(
    where: tuple[str, int],
    method: str,
    path: str,
    pieces: Sequence[bytes],
    headers: dict[str, str],
    expected: HTTPStatus,
) -> None:
    """One request on a connection of its own, without a copy of the bytes."""
    connection = http.client.HTTPConnection(*where, timeout=60)
    connection.putrequest(method, path)
    length = str(sum(map(len, pieces)))
    for name, value in {**headers, "Content-Length": length}.items():
        connection.putheader(name, value)
    connection.endheaders()
    for piece in pieces:
        connection.send(piece)
    answer = connection.getresponse()
    if answer.status != expected:
        raise RuntimeError(f"a chunk was answered {answer.status} {answer.read()!r}")
    connection.close()
