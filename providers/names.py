"""Checks the names of stored objects before they are used.

Callers make names of ids and numbers, so a bad name is a bug of the service: it is a ValueError,
never an answer to a client. It is refused all the same, since on a disk `..` would lead to another
file.
"""

from __future__ import annotations

from dds_upload.core.storage.manifest import ObjectKey

#: The most bytes of a name: below the 255 of a file name, with room for a provider's additions.
PART_BYTES_MAX = 150


def checked(key: ObjectKey) -> ObjectKey:
    """The key itself; ValueError if a part of it is no plain name."""
    check_container(key.container)
    for part in key.name.split("/"):
        _check_part(part)
    return key


def check_container(container: str) -> None:
    """ValueError if this is no plain name."""
    if "/" in container:
        raise ValueError("a container's name has no slash")
    _check_part(container)


def _check_part(part: str) -> None:
    if part in ("", ".", ".."):
        raise ValueError(f"{part!r} is no name")
    # A lone surrogate is not printable either, so what passes here can be encoded.
    if not part.isprintable():
        raise ValueError("a name has unprintable characters")
    if len(part.encode()) > PART_BYTES_MAX:
        raise ValueError(f"a part of a name is longer than {PART_BYTES_MAX} bytes")
