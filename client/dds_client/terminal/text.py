"""Text that is safe to print, and lines that can be pasted into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Iterable


def printable(text: str) -> str:
    """The text with everything escaped that would move the cursor or cannot be encoded."""
    return "".join(each if _is_safe(each) else _escaped(each) for each in text)


def shell_line(words: Iterable[str]) -> str:
    """A command line for bash and zsh; control characters are written, not sent."""
    return " ".join(_quoted(word) for word in words)


def _quoted(word: str) -> str:
    if all(_is_safe(each) for each in word):
        return shlex.quote(word)
    escaped = "".join(_shell_escaped(each) for each in word)
    return f"$'{escaped}'"


def _shell_escaped(character: str) -> str:
    if character in "\\'":
        return "\\" + character
    if _is_safe(character):
        return character
    return "".join(f"\\x{byte:02x}" for byte in character.encode("utf-8", "surrogateescape"))


def _is_safe(character: str) -> bool:
    return character.isprintable() or (character.isspace() and character == "\u3000")


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
