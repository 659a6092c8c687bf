"""A request's body of any size, which comes block by block."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import falcon

from dds_upload.core.errors import BadRequest
from dds_upload.core.storage.buffers import buffer


class StreamedBody:
    """As many bytes as the head announces, or fewer if the client goes away; a ByteSource."""

    def __init__(self, req: falcon.Request) -> None:
        self._stream: Any = req.stream
        self._left = req.content_length or 0

    def __iter__(self) -> Iterator[memoryview]:
        while self._left and (count := self.receive(memory := buffer())):
            yield memory[:count]

    def receive(self, memory: memoryview) -> int:
        """Fill `memory`, or as much of it as there are bytes; gives how many, 0 at the end.

        Raises BadRequest when the client falls silent or goes away.
        """
        try:
            count = self._read_into(memory[: self._left])
        except OSError as error:
            raise BadRequest("the body stopped in the middle") from error
        self._left -= count
        return count

    def _read_into(self, memory: memoryview) -> int:
        """As the server does it; servers by the standard alone (PEP 3333) can only `read`."""
        if hasattr(self._stream, "readinto"):
            return int(self._stream.readinto(memory))
        data = self._stream.read(len(memory))
        memory[: len(data)] = data
        return len(data)
