"""SQL written by hand that runs with most requests, in the form that suits each database best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

_NUMBERED = re.compile(r"\?(\d+)")


class Statement:
    """SQL with `?` for parameters, which PostgreSQL plans once for each connection.

    Planning takes PostgreSQL longer than running a statement of the hot path (see
    docs/performance.md). SQLite's module caches compiled statements itself. Parameters are in
    order; they have numbers (`?1`) if one is used in several places.
    """

    def __init__(self, text: str) -> None:
        """`text` contains no other question mark."""
        positions = [int(number) for number in _NUMBERED.findall(text)]
        parts = _NUMBERED.split(text)[::2] if positions else text.split("?")
        positions = positions or list(range(1, len(parts)))
        numbered = "".join(f"${n}{part}" for n, part in zip(positions, parts[1:], strict=True))
        self.text = text
        self.name = f"dds_{_legible(text)}_{sha256(text.encode()).hexdigest()[:16]}"
        self.prepare = f"PREPARE {self.name} AS {parts[0]}{numbered}"
        count = max(positions, default=0)
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * count)})"
        #: The form for PostgreSQL without preparing: each place has its own parameter.
        self.unprepared = "%s".join(parts)
        self._positions = positions

    def in_places(self, parameters: Sequence[object]) -> Sequence[object]:
        """The parameters of `unprepared`."""
        return [parameters[number - 1] for number in self._positions]


def _legible(text: str) -> str:
    """How it begins: PostgreSQL's administrators see the name alone."""
    return re.sub(r"\W+", "_", text.strip()).lower()[:32]
