"""SQL written by hand that runs with most requests, in the form the database likes best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256

_NUMBERED = re.compile(r"\?(\d+)")


class Statement:
    """SQL with `?` for parameters, planned by PostgreSQL once a connection.

    Planning takes PostgreSQL longer than running what the hot path asks (see docs/performance.md).
    SQLite's module keeps what it compiled by itself. Parameters are taken in their order, or have
    numbers (`?1`) where some of them stand in several places.
    """

    def __init__(self, text: str) -> None:
        """`text` holds no other question mark."""
        positions = [int(number) for number in _NUMBERED.findall(text)]
        parts = _NUMBERED.split(text)[::2] if positions else text.split("?")
        positions = positions or list(range(1, len(parts)))
        numbered = "".join(f"${n}{part}" for n, part in zip(positions, parts[1:], strict=True))
        self.text = text
        self.name = f"dds_{sha256(text.encode()).hexdigest()[:16]}"
        self.prepare = f"PREPARE {self.name} AS {parts[0]}{numbered}"
        count = max(positions, default=0)
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * count)})"
        #: For PostgreSQL where it is not prepared: each place has its parameter.
        self.unprepared = "%s".join(parts)
        self._positions = positions

    def in_places(self, parameters: Sequence[object]) -> Sequence[object]:
        """The parameters of `unprepared`."""
        return [parameters[number - 1] for number in self._positions]
