"""Results go to standard output, messages to standard error."""

from __future__ import annotations

import json
import sys
from typing import Any, TextIO

from dds_client.terminal.text import printable


class Output:
    """With `as_json`, standard output is one document; lines for people are left out then."""

    def __init__(self, *, as_json: bool, quiet: bool, out: TextIO | None = None) -> None:
        """`out` is standard output by default."""
        self.as_json = as_json
        self.quiet = quiet
        self._out = out if out is not None else sys.stdout

    def line(self, text: str = "") -> None:
        """A result for people."""
        if not self.as_json:
            print(printable(text).replace("\\t", "\t"), file=self._out)

    def raw(self, text: str) -> None:
        """A result for a program, as it is."""
        print(text, file=self._out)

    def document(self, value: dict[str, Any]) -> None:
        """All results for programs."""
        if self.as_json:
            json.dump(value, self._out, indent=2)
            print(file=self._out)

    def say(self, text: str) -> None:
        """Print a message for people; not with --quiet."""
        if not self.quiet:
            self.complain(text)

    def complain(self, text: str) -> None:
        """Print an error."""
        print(printable(text), file=sys.stderr, flush=True)
