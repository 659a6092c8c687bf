"""SQL written by hand that runs with most requests, in the form the database likes best."""

from __future__ import annotations

from hashlib import sha256


class Statement:
    """SQL with `?` for parameters, planned by PostgreSQL once a connection.

    Planning takes PostgreSQL longer than running what the hot path asks (see docs/performance.md).
    SQLite's module keeps what it compiled by itself.
    """

    def __init__(self, text: str) -> None:
        """`text` holds no other question mark."""
        first, *rest = text.split("?")
        numbered = "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
        self.text = text
        self.name = f"dds_{sha256(text.encode()).hexdigest()[:16]}"
        self.prepare = f"PREPARE {self.name} AS {first}{numbered}"
        self.execute = f"EXECUTE {self.name} ({', '.join(['%s'] * len(rest))})"
