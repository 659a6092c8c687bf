"""Short texts that people read in one line: names, addresses, labels."""

from __future__ import annotations

#: How many characters one may have.
LINE_MAX = 255
LINE_RULE = f"must be at most {LINE_MAX} printable characters"


def is_line(text: str) -> bool:
    """Whether LINE_RULE holds; "" is a line."""
    return text.isprintable() and len(text) <= LINE_MAX
