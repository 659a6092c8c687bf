"""How much memory JSON will take, judged before anything is built of it.

A body is bounded in bytes, but not in the memory that these take once parsed: three bytes can be a
list, which takes seventy. So each character that makes a value counts, by about what the value
costs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dds_upload.core.errors import BadRequest

#: The weight of one of these characters: some 40 bytes of memory each. A comma stands for the value
#: before it, and a colon for the place in its object. A string also weighs 1.
_WEIGHTS = {"[": 4, "{": 4, ":": 2, ",": 1}

#: What one character weighs at most.
_HEAVIEST = max(_WEIGHTS.values())

#: How many characters are looked through at a time.
_BLOCK = 2**18

#: The most memory that the text of a body may take, in bytes.
_TEXT_MAX = 2**26

#: In UTF-8 these begin characters that make each character of their text take four bytes.
_WIDEST = re.compile(rb"[\xf0-\xff]")


class TooHeavy(Exception):
    """JSON that weighs more than it may. Its reader has words for its clients."""


def check_width(raw: bytes) -> None:
    """Raise BadRequest for bytes whose text would take several times as much memory.

    A single rare character among many others has that effect. Bodies of up to 16 MiB may have them.
    """
    if len(raw) * 4 > _TEXT_MAX and not raw.isascii() and _WIDEST.search(raw):
        raise BadRequest("the body is too large for the characters in it")


def check_weight(text: str, most: int) -> None:
    """Raise TooHeavy for JSON that weighs more than `most`; a text that is no JSON may pass."""
    # A short text need not be looked at. What is counted includes characters in strings, so it is
    # never too little.
    if len(text) * _HEAVIEST <= most or _weight(text) + text.count('"') // 2 <= most:
        return
    weight = 0
    for block in _outside_strings(text):
        weight += block
        if weight > most:
            raise TooHeavy("the body has too many values")


def _outside_strings(text: str) -> Iterator[int]:
    """The weight of each block of the text, without the contents of its strings."""
    is_inside, start = 0, 0
    while start < len(text):
        block = text[start : start + _BLOCK]
        if (len(block) - len(block.rstrip("\\"))) % 2:  # what it escapes comes along
            block += text[start + len(block) : start + len(block) + 1]
        # From the left: of a row of backslashes, the last one that is left escapes.
        pieces = block.replace("\\\\", "").replace('\\"', "").split('"')
        ended, is_inside_now = divmod(len(pieces) - 1 + is_inside, 2)
        yield _weight("".join(pieces[is_inside::2])) + ended
        is_inside = is_inside_now
        start += len(block)


def _weight(text: str) -> int:
    return sum(text.count(sign) * weight for sign, weight in _WEIGHTS.items())
