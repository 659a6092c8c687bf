"""The bytes of an object that a reader gets."""

from __future__ import annotations

from dds_upload.core.errors import StorageRefused
from dds_upload.core.ranges import ByteRange


def resolved(wanted: ByteRange | None, size: int) -> ByteRange:
    """`wanted`, or all bytes; StorageRefused if it does not lie inside `size` bytes.

    All of an empty object is the range 0 to -1.
    """
    if wanted is None:
        return ByteRange(0, size - 1)
    if not 0 <= wanted.first <= wanted.last < size:
        raise StorageRefused(f"bytes {wanted.first}-{wanted.last} do not lie inside {size}")
    return wanted
