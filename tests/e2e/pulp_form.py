"""A form of one file that streams: what it is made of is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sized
from typing import Protocol
from uuid import uuid4


class ByteStream(Sized, Iterable[bytes], Protocol):
    """Bytes in blocks, of a length known before."""


class Form:
    """A body for requests, which asks for its length and then for its blocks."""

    def __init__(self, file: bytes | ByteStream, **fields: str) -> None:
        """The fields come first, as the Pulp clients send them."""
        self._size = len(file)
        self._blocks = [file] if isinstance(file, bytes) else file
        self._boundary = uuid4().hex
        parts = [self._part(f'name="{name}"') + value for name, value in fields.items()]
        parts.append(self._part('name="file"; filename="file"'))
        self.head = "\r\n".join(parts).encode()
        self._tail = f"\r\n--{self._boundary}--\r\n".encode()

    @property
    def headers(self) -> dict[str, str]:
        """What has to be said of the body, beside its length."""
        return {"Content-Type": f"multipart/form-data; boundary={self._boundary}"}

    def __len__(self) -> int:
        return len(self.head) + self._size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        yield from self._blocks
        yield self._tail

    def _part(self, disposition: str) -> str:
        return f"--{self._boundary}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
