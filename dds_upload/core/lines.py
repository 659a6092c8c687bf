"""Short texts that people read in one line: names, addresses, labels."""

from __future__ import annotations

#: How many characters one may have.
LINE_MAX = 255


def is_line(text: str) -> bool:
    """Whether it has at most LINE_MAX characters, all of them printable; "" is a line."""
    return text.isprintable() and len(text) <= LINE_MAX
