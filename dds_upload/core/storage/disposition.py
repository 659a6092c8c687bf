"""How a download's file name travels: RFC 6266, whatever characters it has."""

from __future__ import annotations

from bisect import bisect_right
from urllib.parse import quote

#: How long a Content-Disposition may be that storage keeps with a file, in bytes. Swift keeps all
#: metadata of an object in one attribute, which on ext4 has less than 4 KiB for all of it; where
#: that is not enough, the disk is taken to be full.
KEPT_MAX = 2048

#: What may stand between double quotes without being escaped, other than letters and digits.
_HARMLESS = frozenset(" !#$&'()+,-.=@[]^_`{}~")


def attachment(filename: str) -> str:
    """A Content-Disposition that saves as `filename`; plain ASCII, no control characters.

    Old clients take `filename`, where all that is not harmless became an underscore; all others
    prefer `filename*`, which is exact.
    """
    plain = "".join(
        char if (char.isascii() and char.isalnum()) or char in _HARMLESS else "_"
        for char in filename
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


def kept_attachment(filename: str) -> str:
    """The same for storage to keep, in at most KEPT_MAX bytes: a longer name loses its end.

    Signed downloads bring the name along. What is kept is for those who read storage without.
    """
    cut = bisect_right(
        range(1, len(filename) + 1), KEPT_MAX, key=lambda size: len(attachment(filename[:size]))
    )
    return attachment(filename[:cut])
