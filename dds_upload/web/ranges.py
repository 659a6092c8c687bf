"""The range of bytes that a client requests: RFC 9110, section 14."""

from __future__ import annotations

import re

import falcon

from dds_upload.core.ranges import ByteRange

_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})\Z", re.ASCII | re.IGNORECASE)


def asked_range(header: str | None, size: int) -> ByteRange | None:
    """One range; several ranges, or other units, are answered with all bytes.

    So is a request for the last bytes of an empty content. Raises falcon's 416 for a range outside
    of the content.
    """
    match = _RANGE.match(header.strip()) if header else None
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:  # the last so many bytes
        if size == 0 and int(last):
            return None
        wanted = ByteRange(max(0, size - int(last)), size - 1)
    else:
        wanted = ByteRange(int(first), min(int(last), size - 1) if last else size - 1)
        if last and int(last) < int(first):
            return None
    if wanted.first > wanted.last:
        raise falcon.HTTPRangeNotSatisfiable(size)
    return wanted
