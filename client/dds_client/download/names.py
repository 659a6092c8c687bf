"""Local names for remote ones: what a file system cannot hold is replaced, and said so."""

from __future__ import annotations

import hashlib
import os
import sys

#: What most file systems hold in one name; bytes.
NAME_MAX = 255

_FORBIDDEN = {"/", "\0"}
if sys.platform == "win32":  # pragma: no cover - tested on POSIX
    _FORBIDDEN |= set('\\:*?"<>|') | {chr(code) for code in range(32)}


def safe_name(name: str) -> str:
    """A name for one thing in one folder, the same one if the file system can hold it."""
    cleaned = "".join("_" if each in _FORBIDDEN or _is_half(each) else each for each in name)
    if cleaned in {"", ".", ".."}:
        cleaned = cleaned.replace(".", "_") or "_"
    return shortened(cleaned)


def shortened(name: str, suffix: str = "") -> str:
    """The name with a suffix before its extension, in at most NAME_MAX bytes.

    What is cut off leaves a digest of it, so that two long names stay two.
    """
    stem, extension = os.path.splitext(name)  # noqa: PTH122 - of a name, not of a path
    whole = stem + suffix + extension
    if len(whole.encode()) <= NAME_MAX:
        return whole
    mark = "~" + hashlib.sha256(name.encode()).hexdigest()[:8] + suffix
    if len(extension.encode()) > NAME_MAX // 4:
        stem, extension = name, ""
    room = NAME_MAX - len((mark + extension).encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + mark + extension


def _is_half(character: str) -> bool:
    """Half of a surrogate pair has no bytes."""
    return "\ud800" <= character <= "\udfff"
