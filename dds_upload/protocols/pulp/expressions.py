"""The parameter `q`: filters combined by NOT, AND, OR and brackets.

    expression  = term *( "OR" term )
    term        = factor *( "AND" factor )
    factor      = "NOT" factor / "(" expression ")" / name "=" value

A value is a word, or a text between quotes, in which a backslash makes the next character literal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dds_upload.core.listing import AllOf, AnyOf, Filter, Not
from dds_upload.protocols.pulp.filters import Read

#: More than a person writes; a deeper expression would only cost time.
DEPTH_MAX = 8
LENGTH_MAX = 2000

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<mark>[()])
      | (?P<name>[a-z][a-z0-9_]*) \s* = \s* (?:"(?P<double>(?:[^"\\]|\\.)*)"
                                           |'(?P<single>(?:[^'\\]|\\.)*)'
                                           |(?P<bare>[^\s()"']+))
      | (?P<word>NOT|AND|OR)\b
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\(.)")


def read_expression(text: str, filters: Mapping[str, Read]) -> Filter:
    """The filter that the text means; ValueError, in words for the client."""
    if len(text) > LENGTH_MAX:
        raise ValueError(f"An expression may have {LENGTH_MAX} characters at the most.")
    parser = _Parser(_tokens(text, filters))
    found = parser.any_of(DEPTH_MAX)
    parser.end()
    return found


#: A bracket or a word in capitals, or a comparison that was read already.
_Token = str | Filter


def _tokens(text: str, filters: Mapping[str, Read]) -> list[_Token]:
    tokens: list[_Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            raise ValueError(f"Syntax error at character {at + 1}.")
        at = match.end()
        tokens.append(_comparison(match, filters) if match["name"] else match[0].strip().upper())
    return tokens


def _comparison(match: re.Match[str], filters: Mapping[str, Read]) -> Filter:
    name = match["name"]
    if name not in filters:
        raise ValueError(f"Filter {name} does not exist.")
    quoted = match["double"] if match["double"] is not None else match["single"]
    return filters[name](match["bare"] if quoted is None else _ESCAPED.sub(r"\1", quoted))


class _Parser:
    """Recursive descent, no deeper than a given number of levels."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens[::-1]

    def any_of(self, depth: int) -> Filter:
        found = [self._all_of(depth)]
        while self._take("OR"):
            found.append(self._all_of(depth))
        return found[0] if len(found) == 1 else AnyOf(tuple(found))

    def end(self) -> None:
        if self._tokens:
            raise ValueError("Syntax error: the expression goes on after its end.")

    def _all_of(self, depth: int) -> Filter:
        found = [self._factor(depth)]
        while self._take("AND"):
            found.append(self._factor(depth))
        return found[0] if len(found) == 1 else AllOf(tuple(found))

    def _factor(self, depth: int) -> Filter:
        if depth == 0:
            raise ValueError(f"An expression may be {DEPTH_MAX} deep at the most.")
        if self._take("NOT"):
            return Not(self._factor(depth - 1))
        if self._take("("):
            found = self.any_of(depth - 1)
            if not self._take(")"):
                raise ValueError("Syntax error: a bracket is not closed.")
            return found
        if self._tokens and not isinstance(self._tokens[-1], str):
            return self._tokens.pop()  # type: ignore[return-value]
        raise ValueError("Syntax error: a filter is missing.")

    def _take(self, word: str) -> bool:
        if self._tokens and self._tokens[-1] == word:
            self._tokens.pop()
            return True
        return False
