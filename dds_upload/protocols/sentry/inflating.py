"""Inflates a gzip part while it arrives (RFC 1952), and never more of it than is asked for."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from dds_upload.core.errors import BadRequest
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.object_store import Block, ByteSource

#: How much is read of the compressed bytes at once.
_PACKED = 2**16

#: The largest window, and a gzip header instead of zlib's own.
_GZIP = zlib.MAX_WBITS | 16


class Inflating:
    """A ByteSource over a compressed one; raises BadRequest if that is not one gzip member."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source
        self._decoder = zlib.decompressobj(_GZIP)

    def __iter__(self) -> Iterator[bytes]:
        decoder = self._decoder
        for packed in self._packed():
            if decoder.eof:
                raise BadRequest("a gzip part goes on after its end")
            waiting = packed
            while inflated := self._inflate(waiting):
                yield inflated
                waiting = decoder.unconsumed_tail
        if not decoder.eof:
            raise BadRequest("a gzip part ends in the middle")
        if decoder.unused_data:
            raise BadRequest("a gzip part goes on after its end")

    def _packed(self) -> Iterator[Block]:
        """Little at once: whatever cannot be inflated yet is copied with each step."""
        for block in self._source:
            for start in range(0, len(block), _PACKED):
                yield block[start : start + _PACKED]

    def _inflate(self, waiting: Block) -> bytes:
        try:
            return self._decoder.decompress(waiting, BLOCK_SIZE)
        except zlib.error as error:
            raise BadRequest("a gzip part cannot be inflated") from error
