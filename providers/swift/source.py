"""A source on its way through an HTTP library, which would take its errors for the network's."""

from __future__ import annotations

from dds_upload.core.storage.object_store import ByteSource


class SourceFailed(Exception):
    """The source raised `reason` while a request was sent; not an OSError, so nobody catches it."""

    def __init__(self, reason: Exception) -> None:
        super().__init__("the source failed")
        self.reason = reason


class Source:
    """Reads another source; its errors are distinguished from those of the request around it."""

    def __init__(self, source: ByteSource) -> None:
        self._source = source

    def read(self, size: int, /) -> bytes:
        """As the source reads; raises SourceFailed."""
        try:
            return self._source.read(size)
        except Exception as error:
            raise SourceFailed(error) from error
