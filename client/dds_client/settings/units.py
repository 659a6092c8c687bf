"""Sizes and durations as people write and read them."""

from __future__ import annotations

import re

from dds_client.errors import UsageError

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgtp]?)(i?)b?", re.IGNORECASE)
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h|d|)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_POWERS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}


def to_bytes(text: str | int) -> int:
    """`40000000`, `40 MB`, `2GiB`: powers of 1000, or of 1024 with an i. Raises UsageError."""
    match = _SIZE.fullmatch(str(text).strip())
    if not match:
        raise UsageError(f"{text!r} is no size; write 40000000, 40MB or 2GiB")
    number, unit, binary = match[1], match[2].lower(), match[3]
    factor = (1024 if binary else 1000) ** _POWERS[unit]
    return int(number) * factor if number.isdigit() else int(float(number) * factor)


def config_bytes(text: str | int) -> int:
    """As DukeDSClient reads it: there `MB` are mebibytes. Raises UsageError."""
    match = re.fullmatch(r"(\d+)\s*MB", str(text).strip())
    return int(match[1]) * 2**20 if match else to_bytes(text)


def to_seconds(text: str | float) -> float:
    """`45s`, `10m`, `24h`, `7d`, or a number of seconds. Raises UsageError."""
    match = _DURATION.fullmatch(str(text).strip().lower())
    if not match:
        raise UsageError(f"{text!r} is no duration; write 45s, 10m, 24h or 7d")
    return float(match[1]) * _SECONDS[match[2]]


def spoken_size(size: float) -> str:
    """`1 byte`, `12.3 MB`: powers of 1000."""
    if size < 1000:
        return f"{size:.0f} byte{'' if size == 1 else 's'}"
    for unit in ("kB", "MB", "GB", "TB"):
        size /= 1000
        if size < 999.95:
            return f"{size:.1f} {unit}"
    return f"{size / 1000:.1f} PB"


def spoken_time(seconds: float) -> str:
    """`12 s`, `3 min 04 s`, `2 h 05 min`, `3 d 04 h`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    if whole < 86400:
        return f"{whole // 3600} h {whole % 3600 // 60:02} min"
    return f"{whole // 86400} d {whole % 86400 // 3600:02} h"
