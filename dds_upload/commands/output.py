"""How commands print: tables for people, JSON for programs, always to standard output."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime


def print_json(value: object) -> None:
    """One JSON document; instants and ids become text."""
    print(json.dumps(value, indent=2, default=text_of))


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Aligned columns; nothing is cut."""
    lines = [list(header), *([text_of(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        print("  ".join(map(str.ljust, line, widths)).rstrip())


def text_of(value: object) -> str:
    """A value in a form for people."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else str(value)
