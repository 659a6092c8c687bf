"""Turns names of files from clients into names that every system can keep."""

from __future__ import annotations

import re

from dds_upload.core.lines import is_blank
from dds_upload.web.messages import NAME_MAX_BYTES, is_file_name

_UNFIT = re.compile("[\x00-\x1f\x7f-\x9f]")


def file_name(name: str, fallback: str) -> str:
    """The last part of a path of any system; the fallback if no usable character is left."""
    last = _UNFIT.sub("_", re.split(r"[/\\]", name)[-1])
    short = last.encode(errors="replace")[:NAME_MAX_BYTES].decode(errors="ignore")
    return short if not is_blank(short) and is_file_name(short) else fallback
