"""How a download's file name travels: RFC 6266, whatever characters it has."""

from __future__ import annotations

from urllib.parse import quote

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
