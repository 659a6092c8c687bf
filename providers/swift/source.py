"""A source that an HTTP library reads, which would take the source's errors for the network's."""

from __future__ import annotations

from dds_upload.core.storage.object_store import Block, ByteSource


class SourceFailed(Exception):
    """The source raised `reason` while a request was sent.

    No OSError, so the library passes it on.
    """

    def __init__(self, reason: Exception) -> None:
        super().__init__("the source failed")
        self.reason = reason


class Source:
    """Reads another source as a file; its errors are distinguished from those of the request."""

    def __init__(self, source: ByteSource) -> None:
        self._blocks = iter(source)
        self._rest = memoryview(b"")

    def read(self, size: int, /) -> Block:
        """At most `size` bytes, none at the end; raises SourceFailed."""
        try:
            while not self._rest:
                self._rest = memoryview(next(self._blocks))
        except StopIteration:
            return b""
        except Exception as error:
            raise SourceFailed(error) from error
        given, self._rest = self._rest[:size], self._rest[size:]
        return given
