"""The file name of a download in a header: RFC 6266, for any characters in it."""

from __future__ import annotations

from bisect import bisect_right
from urllib.parse import quote

#: The most bytes of a Content-Disposition that storage keeps with a file. Swift keeps all metadata
#: of an object in one attribute, which on ext4 has less than 4 KiB. If that is not enough, Swift
#: takes the disk for full.
KEPT_MAX = 2048

#: The characters that need no escape between double quotes, other than letters and digits.
_HARMLESS = frozenset(" !#$&'()+,-.=@[]^_`{}~")


def attachment(filename: str) -> str:
    """A Content-Disposition that saves the content as `filename`.

    Plain ASCII, no control characters.

    Old clients read `filename`, in which every character that may do harm became an underscore. All
    others prefer `filename*`, which is exact.
    """
    plain = "".join(
        char if (char.isascii() and char.isalnum()) or char in _HARMLESS else "_"
        for char in filename
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def kept_attachment(filename: str) -> str:
    """The same for storage to keep, in at most KEPT_MAX bytes: a longer name loses its end.

    Signed downloads have the name in their URL. The kept one is for reading storage without the
    service.
    """
    cut = bisect_right(
        range(1, len(filename) + 1), KEPT_MAX, key=lambda size: len(attachment(filename[:size]))
    )
    return attachment(filename[:cut])
