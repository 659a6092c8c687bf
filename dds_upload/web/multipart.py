"""Reads multipart/form-data part by part (RFC 7578), and never more bytes than allowed.

Falcon's parser finds the parts and streams them; here its source is bounded, counted and checked
for an early end. It knows no field of any form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import falcon
from falcon.media.multipart import BodyPart, MultipartFormHandler, MultipartParseOptions
from falcon.util import BufferedReader

from dds_upload.core.errors import BadRequest
from dds_upload.core.storage.buffers import BLOCK_SIZE, buffer
from dds_upload.web.streamed_body import StreamedBody

#: A part's headers are its name, its type and a file name; bytes.
HEADERS_MAX = 4096

#: The least that is read at once; bytes.
BLOCK_MIN = 2**15

FORM = "multipart/form-data"


class PartStream:
    """The bytes of a part; a ByteSource."""

    def __init__(self, reader: Any, size: int) -> None:
        """Falcon's reader of them, and how many it reads at once."""
        self._reader = reader
        self._size = size

    def __iter__(self) -> Iterator[bytes]:
        while block := self._reader.read(self._size):
            yield block

    @property
    def is_at_end(self) -> bool:
        """Whether the part has no more bytes; waits for the next ones."""
        return not self._reader.peek(1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part; its stream ends with it, and is gone with the next part."""

    name: str | None
    filename: str | None
    stream: PartStream


class MultipartBody:
    """The body of one request, of at most `size_max` bytes with everything in it."""

    def __init__(self, req: falcon.Request, *, size_max: int, parts_max: int) -> None:
        self._req = req
        self._length = req.content_length or 0
        self._source = _Bounded(StreamedBody(req), size_max)
        self._options = MultipartParseOptions()
        self._options.max_body_part_headers_size = HEADERS_MAX
        self._options.max_body_part_count = parts_max

    def allow(self, size: int) -> None:
        """Allow that many bytes from here on, now that their purpose is known."""
        self._source.size_max = self._source.count + size

    def parts(self) -> Iterator[Part]:
        """The parts in order; unread bytes of a part are skipped.

        An absent body has no parts. Raises BadRequest and falcon's 400 for a body that cannot be
        read, its 413 as soon as more than `size_max` bytes were read, 411 and 415.
        """
        if self._req.get_header("Transfer-Encoding") and self._req.content_length is None:
            raise falcon.HTTPLengthRequired(description="send a Content-Length")
        if self._length == 0:
            return
        # Left to itself Falcon reads small blocks, and the server copies what waits with each. What
        # is read ahead must not be too much before what is in it was looked at, so not all at once.
        size = min(BLOCK_SIZE, max(self._source.size_max // 8, BLOCK_MIN))
        for part in self._form(size):
            yield _read(part, size)

    def _form(self, size: int) -> Any:
        content_type = self._req.content_type or ""
        if content_type.split(";")[0].strip().lower() != FORM:
            raise falcon.HTTPUnsupportedMediaType(description=f"send {FORM}")
        source: Any = BufferedReader(self._source.read, self._length, size)
        handler = MultipartFormHandler(self._options)
        return handler.deserialize(source, content_type, self._length)


class _Bounded:
    """A request's body that is refused if it is too long, or ends too early."""

    def __init__(self, body: StreamedBody, size_max: int) -> None:
        self._body = body
        self.size_max = size_max
        self.count = 0

    def read(self, size: int, /) -> bytes:
        """Falcon asks for no more than the announced length, so no bytes mean a cut body."""
        memory = buffer()[:size]
        count = self._body.receive(memory)
        if not count:
            raise BadRequest("the body ended early")
        self.count += count
        if self.count > self.size_max:
            raise falcon.HTTPContentTooLarge(description=f"at most {self.size_max} bytes are read")
        return bytes(memory[:count])


def _read(part: BodyPart, size: int) -> Part:
    try:
        return Part(part.name, part.filename, PartStream(part.stream, size))
    except ValueError as error:
        raise BadRequest("a part's headers are not UTF-8") from error
