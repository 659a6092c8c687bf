"""The errors that the table of every protocol must have."""

from __future__ import annotations

from collections.abc import Iterator

from dds_upload.core import errors
from dds_upload.core.errors import UploadServiceError


def register() -> Iterator[type[UploadServiceError]]:
    """Every class of the register below the root."""
    waiting = list(UploadServiceError.__subclasses__())
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found.__module__ == errors.__name__:
            yield found
