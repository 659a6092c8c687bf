"""What the value of an HTTP header may be: storage keeps some texts of clients in headers."""

from __future__ import annotations


def is_header_value(text: str) -> bool:
    """Whether a header carries the text unchanged (RFC 9110, 5.5): printable ASCII, as a whole.

    Blanks around a value are no part of it, so such a text would come back without them.
    """
    return text.isascii() and text.isprintable() and text == text.strip()
