"""Bytes on their way in, counted and hashed while another object writes them."""

from __future__ import annotations

from collections.abc import Iterable

from dds_upload.core.errors import ContentMismatch
from dds_upload.core.reasons import Reason
from dds_upload.core.storage.digest import Digest, StreamHasher
from dds_upload.core.storage.object_store import ByteSource


class VerifiedSource:
    """A source that shows its end only when all of its bytes are proven.

    A reader that came to the end (b"") has exactly `size` bytes with the expected digest, or with
    `size` None all bytes of the source. Otherwise the source raises. If the size is known, the last
    block is proven before it is given, so storage that publishes on the last byte is safe, too; if
    it is not known, neither is the last block. An error of the source itself passes unchanged.
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
        self._left = size
        self._expected = expected
        self._hasher = StreamHasher([*algorithms, *([expected.algorithm] if expected else [])])
        self._proven = False

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes, b"" at the end; ContentMismatch as soon as it is one."""
        if self._proven:
            return b""
        left = self._left
        block = self._source.read(size) if left is None else self._counted(size, left)
        self._hasher.update(block)
        if not block or self._left == 0:
            self._prove()
        return block

    def digest(self, algorithm: str) -> Digest:
        """The digest of the bytes read; only for an algorithm that was asked for."""
        return self._hasher.digest(algorithm)

    def _counted(self, size: int, left: int) -> bytes:
        """One block of the `left` bytes to come; with the last the source has shown its end."""
        block = self._source.read(min(size, left)) if left else b""
        if left and not block:
            raise self._wrong_size("fewer")
        if len(block) > left or (len(block) == left and self._source.read(1)):
            raise self._wrong_size("more")
        self._left = left - len(block)
        return block

    def _prove(self) -> None:
        expected = self._expected
        if expected and self.digest(expected.algorithm) != expected:
            found = self.digest(expected.algorithm)
            raise ContentMismatch(claimed=str(expected), computed=str(found))
        self._proven = True

    def _wrong_size(self, comparison: str) -> ContentMismatch:
        text = f"{comparison} than the {self._size} bytes announced"
        return ContentMismatch(text, reason=Reason.CONTENT_SIZE_MISMATCH, size=self._size or 0)
