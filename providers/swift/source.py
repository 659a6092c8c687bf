"""A source that an HTTP library reads, which would take the source's errors for the network's."""

from __future__ import annotations

from dds_upload.core.storage.object_store import ByteSource


class SourceFailed(Exception):
    """The source raised `reason` while a request was sent.

    No OSError, so the library passes it on.
    """

    def __init__(self, reason: Exception) -> None:
        super().__init__("the source failed")
        self.reason = reason


class Source:
    """Reads another source; its errors are distinguished from those of the request around it."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source

    def read(self, size: int, /) -> bytes:
        """Read the source; raises SourceFailed."""
        try:
            return self._source.read(size)
        except Exception as error:
            raise SourceFailed(error) from error
