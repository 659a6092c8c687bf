"""From a variable's text to a value: one function for each kind of value, without side effects.

A parser is given text without surrounding blanks, and raises Malformed with a rule that the text
breaks. The message never contains the text: any variable may hold a secret that was put into the
wrong place. Empty text comes from a setting without a default, and gives the kind's empty value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID

from dds_upload.core.secret import Secret

T = TypeVar("T")

_TRUE = frozenset({"true", "1", "yes"})
_FALSE = frozenset({"false", "0", "no"})
_UNITS = {"": "seconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
#: Ten years: a longer time is a typing error, and a much longer one exceeds the calendar.
_DURATION_MAX = timedelta(days=3650)


class Malformed(Exception):
    """The text is no such value; the message follows the variable's name."""


def text(value: str) -> str:
    """Anything that fits on one line."""
    if not value.isprintable():
        raise Malformed("must be one line of printable characters")
    return value


def optional(parse: Callable[[str], T]) -> Callable[[str], T | None]:
    """The value of `parse`; None if nothing is set."""
    return lambda value: parse(value) if value else None


def secret(value: str, minimum: int = 0) -> Secret:
    """A secret of at least `minimum` characters, blanks included."""
    if value and len(value) < minimum:
        raise Malformed(f"must have at least {minimum} characters")
    return Secret(value)


def integer(low: int, high: int) -> Callable[[str], int]:
    """A decimal number from `low` to `high`, both included."""

    def parse(value: str) -> int:
        # Longer numbers are out of every range here; int() would refuse them with its own error.
        if re.fullmatch(r"[+-]?[0-9]{1,40}", value) and low <= int(value) <= high:
            return int(value)
        raise Malformed(f"must be an integer from {low} to {high}")

    return parse


def power_of_two(high: int) -> Callable[[str], int]:
    """1, 2, 4, 8 and so on up to `high`, which is one itself."""
    number = integer(1, high)

    def parse(value: str) -> int:
        try:
            found = number(value)
        except Malformed:
            found = 0
        if found.bit_count() != 1:
            raise Malformed(f"must be a power of two, at most {high}")
        return found

    return parse


def boolean(value: str) -> bool:
    """true, yes and 1, or false, no and 0; in any case."""
    word = value.lower()
    if word not in _TRUE | _FALSE:
        raise Malformed("must be true or false")
    return word in _TRUE


def duration(value: str) -> timedelta:
    """A whole number of seconds, or with its unit: 45s, 30m, 12h, 7d."""
    match = re.fullmatch(r"([0-9]{1,9})([smhd]?)", value)
    if not match:
        raise Malformed("must be a duration such as 45s, 30m, 12h, 7d, or a number of seconds")
    long = timedelta(**{_UNITS[match[2]]: int(match[1])})
    if not timedelta(0) < long <= _DURATION_MAX:
        raise Malformed(f"must be more than nothing and at most {_DURATION_MAX.days}d")
    return long


def duration_or_never(value: str) -> timedelta | None:
    """The same, or None for the word never."""
    return None if value.lower() == "never" else duration(value)


def one_of(*words: str) -> Callable[[str], str]:
    """One of some lower-case words, in any case."""

    def parse(value: str) -> str:
        if value and value.lower() not in words:
            raise Malformed(f"must be {' or '.join(words)}")
        return value.lower()

    return parse


def folder(value: str) -> Path:
    """A path on this machine; a relative path starts from the working directory."""
    return Path(text(value))


def identifier(value: str) -> UUID:
    """A UUID in its usual form."""
    try:
        found = UUID(value)
    except ValueError:
        found = None
    if found is None or str(found) != value.lower():
        raise Malformed("must be a UUID such as 123e4567-e89b-42d3-a456-426614174000")
    return found


def prefixes(value: str) -> tuple[str, ...]:
    """Names separated by commas, in upper case, none of them twice."""
    names = [name.strip().upper() for name in value.split(",")] if value else []
    for position, name in enumerate(names, 1):
        if not re.fullmatch(r"[A-Z0-9][A-Z0-9_]*", name, re.ASCII):
            raise Malformed(f"must name each provider by letters, digits and _; see no. {position}")
        if name in names[: position - 1]:
            raise Malformed(f"must name each provider once; no. {position} is a repetition")
    return tuple(names)
