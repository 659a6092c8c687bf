"""The allowed values of an HTTP header: storage keeps some texts of clients in headers."""

from __future__ import annotations


def is_header_value(text: str) -> bool:
    """Whether a header carries the text unchanged (RFC 9110, 5.5): all of it printable ASCII.

    Blanks around a value are not a part of it, so a text with such blanks would come back without
    them.
    """
    return text.isascii() and text.isprintable() and text == text.strip()
