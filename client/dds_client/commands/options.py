"""Flags, and the variables that stand in for them: `--retry-for` and `DDS_RETRY_FOR`.

A flag on the command line wins over a variable, and over the variables of flags that exclude it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dds_client.errors import UsageError
from dds_client.settings.units import to_bytes, to_seconds

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"", "0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Option:
    """One flag. Of those in one `group`, at most one holds."""

    dest: str
    variable: str
    default: Any
    read: Callable[[str], Any]
    group: str = ""


class Options:
    """The flags of one command."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._parser = parser
        self.all: list[Option] = []
        parser.set_defaults(options=self.all)

    def value(
        self,
        *names: str,
        metavar: str,
        text: str,
        default: Any = None,
        read: Callable[[str], Any] = str,
        group: str = "",
    ) -> argparse.Action:
        """A flag with a value; the last of `names` is the long one."""
        option = self._new(names, default, read, group)
        return self._parser.add_argument(
            *names,
            dest=option.dest,
            metavar=metavar,
            type=_for_argparse(read),
            default=argparse.SUPPRESS,
            help=f"{text} [{option.variable}]",
        )

    def several(self, *names: str, metavar: str, text: str, group: str = "") -> None:
        """A flag that may be repeated; its variable has one value a line."""
        option = self._new(names, (), lambda lines: lines.splitlines(), group)
        self._parser.add_argument(
            *names,
            dest=option.dest,
            metavar=metavar,
            action="append",
            default=argparse.SUPPRESS,
            help=f"{text}; may be repeated [{option.variable}, one a line]",
        )

    def switch(self, *names: str, text: str) -> None:
        """A flag without a value."""
        option = self._new(names, False, _to_bool, "")
        self._parser.add_argument(
            *names,
            dest=option.dest,
            action="store_true",
            default=argparse.SUPPRESS,
            help=f"{text} [{option.variable}]",
        )

    def _new(
        self, names: tuple[str, ...], default: Any, read: Callable[[str], Any], group: str
    ) -> Option:
        bare = next(name for name in reversed(names) if name.startswith("-")).lstrip("-")
        dest = bare.replace("-", "_")
        option = Option(dest, f"DDS_{dest.upper()}", default, read, group)
        self.all.append(option)
        return option


def fill(arguments: argparse.Namespace, environ: Mapping[str, str]) -> None:
    """Give every flag that was not on the command line its value. Raises UsageError."""
    options: list[Option] = arguments.options
    given = {each.group for each in options if each.group and hasattr(arguments, each.dest)}
    for option in options:
        if hasattr(arguments, option.dest):
            continue
        text = environ.get(option.variable)
        is_free = option.group not in given
        value = option.default
        if text is not None and is_free:
            try:
                value = option.read(text)
            except UsageError as error:
                raise UsageError(f"{option.variable}: {error}") from error
        setattr(arguments, option.dest, value)


def count(text: str) -> int:
    """A number from 1. Raises UsageError."""
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise UsageError(f"{text!r} is no number from 1")
    return int(text)


def size(text: str) -> int:
    """A number of bytes. Raises UsageError."""
    return to_bytes(text)


def duration(text: str) -> float:
    """A number of seconds. Raises UsageError."""
    return to_seconds(text)


def _to_bool(text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise UsageError(f"{text!r} is neither true nor false")
    return word in _TRUE


def _for_argparse(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def checked(text: str) -> Any:
        try:
            return read(text)
        except UsageError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return checked
