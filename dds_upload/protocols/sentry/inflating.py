"""Inflates a gzip part while it arrives (RFC 1952), and never more of it than is asked for."""

from __future__ import annotations

import zlib

from dds_upload.core.errors import BadRequest
from dds_upload.core.storage.object_store import ByteSource

#: How much is read of the compressed bytes at once.
_BLOCK = 2**16

#: The largest window, and a gzip header instead of zlib's own.
_GZIP = zlib.MAX_WBITS | 16


class Inflating:
    """A ByteSource over a compressed one; raises BadRequest if that is not one gzip member."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._decoder = zlib.decompressobj(_GZIP)

    def read(self, size: int, /) -> bytes:
        """At most `size` inflated bytes, b"" at the end."""
        waiting = self._decoder.unconsumed_tail
        while not self._decoder.eof:
            if inflated := self._inflate(waiting, size):
                return inflated
            if not self._decoder.eof and not (waiting := self._source.read(_BLOCK)):
                raise BadRequest("a gzip part ends in the middle")
        if self._decoder.unused_data or self._source.read(1):
            raise BadRequest("a gzip part goes on after its end")
        return b""

    def _inflate(self, waiting: bytes, size: int) -> bytes:
        try:
            return self._decoder.decompress(waiting, size)
        except zlib.error as error:
            raise BadRequest("a gzip part cannot be inflated") from error
