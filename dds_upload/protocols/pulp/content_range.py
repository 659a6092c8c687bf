"""`Content-Range` of a chunk: its bytes in the file."""

from __future__ import annotations

import re

from dds_upload.core.ranges import ByteRange
from dds_upload.web.words import refused

#: Much as RFC 9110, section 14.4, but clients expect just this spelling. The total is ignored: it
#: never had to agree with the size that the upload was begun with.
_GRAMMAR = re.compile(r"bytes ([0-9]{1,40})-([0-9]{1,40})/(?:[0-9]+|\*)")


def content_range(header: str | None) -> ByteRange:
    """The range, of at least one byte; raises ValidationFailed."""
    match = _GRAMMAR.fullmatch(header.strip(" \t")) if header else None
    if match is None:
        raise refused("Content-Range must be given as: bytes <first>-<last>/<total or *>")
    wanted = ByteRange(int(match[1]), int(match[2]))
    if wanted.length < 1:
        raise refused(f"Content-Range ends before it begins: bytes {wanted}")
    return wanted
