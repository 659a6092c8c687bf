"""Reads multipart/form-data part by part (RFC 7578), and never more bytes than allowed.

Falcon's parser finds the parts and streams them; here its source is bounded, counted and checked
for an early end. It knows no field of any form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

import falcon
from falcon.media.multipart import BodyPart, MultipartFormHandler, MultipartParseOptions
from falcon.util import BufferedReader

from dds_upload.core.errors import BadRequest
from dds_upload.core.storage.object_store import BLOCK_SIZE, ByteSource
from dds_upload.web.bodies import Stream, read_block

#: A part's headers are its name, its type and a file name; bytes.
HEADERS_MAX = 4096

#: The least that is read at once; bytes.
BLOCK_MIN = 2**15

FORM = "multipart/form-data"


class PartStream(ByteSource, Protocol):
    """A part's bytes; `peek` gives some of the next `size` without consuming them."""

    def peek(self, size: int) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Part:
    """One part; its stream ends with it, and is gone with the next part."""

    name: str | None
    filename: str | None
    stream: PartStream

    @property
    def is_at_end(self) -> bool:
        """Whether the part has no more bytes; waits for the next ones."""
        return not self.stream.peek(1)


class MultipartBody:
    """The body of one request, of at most `size_max` bytes with everything in it."""

    def __init__(self, req: falcon.Request, *, size_max: int, parts_max: int) -> None:
        self._req = req
        self._length = req.content_length or 0
        self._source = _Bounded(req.bounded_stream, size_max)
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
        for part in self._form():
            yield _read(part)

    def _form(self) -> Any:
        content_type = self._req.content_type or ""
        if content_type.split(";")[0].strip().lower() != FORM:
            raise falcon.HTTPUnsupportedMediaType(description=f"send {FORM}")
        # Left to itself Falcon reads small blocks, and the server copies what waits with each. What
        # is read ahead must not be too much before what is in it was looked at, so not all at once.
        block = min(BLOCK_SIZE, max(self._source.size_max // 8, BLOCK_MIN))
        source: Any = BufferedReader(self._source.read, self._length, block)
        handler = MultipartFormHandler(self._options)
        return handler.deserialize(source, content_type, self._length)


class _Bounded:
    """A request's stream that is refused if it is too long, or ends too early."""

    def __init__(self, stream: Stream, size_max: int) -> None:
        self.stream = stream
        self.size_max = size_max
        self.count = 0

    def read(self, size: int, /) -> bytes:
        """Falcon asks for no more than the announced length, so an empty block means a cut body."""
        block = read_block(self.stream, size)
        if not block:
            raise BadRequest("the body ended early")
        self.count += len(block)
        if self.count > self.size_max:
            raise falcon.HTTPContentTooLarge(description=f"at most {self.size_max} bytes are read")
        return block


def _read(part: BodyPart) -> Part:
    try:
        return Part(part.name, part.filename, part.stream)
    except ValueError as error:
        raise BadRequest("a part's headers are not UTF-8") from error
