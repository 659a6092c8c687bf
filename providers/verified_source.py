"""Bytes on their way in, counted and hashed while another object writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dds_upload.core.errors import ContentMismatch
from dds_upload.core.reasons import Reason
from dds_upload.core.storage.digest import Digest, StreamHasher
from dds_upload.core.storage.object_store import Block, ByteSource


class VerifiedSource:
    """A source that ends only when all of its bytes are proven.

    A reader that came to the end has exactly `size` bytes with the expected digest, or with `size`
    None all bytes of the source. Otherwise the source raises. If the size is known, the last block
    is proven before it is given, so storage that publishes on the last byte is safe, too; if it is
    not known, neither is the last block. An error of the source itself passes unchanged.
    """

    def __init__(
        self,
        source: ByteSource,
        size: int | None,
        expected: Digest | None,
        algorithms: Iterable[str],
    ) -> None:
        self._source = source
        self._size = size
        self._expected = expected
        self._hasher = StreamHasher([*algorithms, *([expected.algorithm] if expected else [])])

    def __iter__(self) -> Iterator[Block]:
        """The blocks of the source; ContentMismatch as soon as it is one."""
        last: Block = b""
        for block in self._source:
            self._take(block)
            if self._hasher.size == self._size:
                last = block or last
            else:
                yield block
        self._prove()
        if last:
            yield last

    def digest(self, algorithm: str) -> Digest:
        """The digest of the bytes read; only for an algorithm that was asked for."""
        return self._hasher.digest(algorithm)

    def _take(self, block: Block) -> None:
        """Count and hash the next block."""
        if self._size is not None and self._hasher.size + len(block) > self._size:
            raise self._wrong_size("more")
        self._hasher.update(block)

    def _prove(self) -> None:
        if self._size is not None and self._hasher.size < self._size:
            raise self._wrong_size("fewer")
        expected = self._expected
        if expected and self.digest(expected.algorithm) != expected:
            found = self.digest(expected.algorithm)
            raise ContentMismatch(claimed=str(expected), computed=str(found))

    def _wrong_size(self, comparison: str) -> ContentMismatch:
        text = f"{comparison} than the {self._size} bytes announced"
        return ContentMismatch(text, reason=Reason.CONTENT_SIZE_MISMATCH, size=self._size or 0)
