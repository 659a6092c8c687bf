"""Short texts of one line for people: names, addresses, labels."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from dds_upload.core.reasons import Field, Reason, Refusal

#: How many characters one may have.
LINE_MAX = 255

#: Categories of Unicode of which nothing is seen: separators, controls, formats.
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})

#: Letters and signs without a shape: the Hangul fillers and the Braille blank.
_SHAPELESS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


def is_line(text: str) -> bool:
    """Whether a text has at most LINE_MAX characters, all of them printable; "" is a line."""
    return text.isprintable() and len(text) <= LINE_MAX


def is_blank(text: str) -> bool:
    """Whether a text has no visible character, as with blanks of any script; "" is blank."""
    return all(unicodedata.category(it) in _UNSEEN or it in _SHAPELESS for it in text)


def line_faults(field: Field, text: str) -> Sequence[Refusal]:
    """The faults of a line that may be left out; "" means that it was."""
    if not is_line(text):
        return [Refusal(Reason.FIELD_INVALID, field)]
    return [Refusal(Reason.FIELD_REQUIRED, field)] if text and is_blank(text) else []
