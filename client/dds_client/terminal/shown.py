"""Which kind of progress is shown."""

from __future__ import annotations

import sys
from typing import Protocol

from dds_client.terminal.lines import Lines
from dds_client.transfer.progress import Progress, Silent


class ShownProgress(Progress, Protocol):
    """Progress that holds the terminal while a `with` lasts."""

    def __enter__(self) -> object:
        """Begin to show."""

    def __exit__(self, *error: object) -> None:
        """Give the terminal back."""


class Quiet(Silent):
    """Shows nothing."""

    def __enter__(self) -> Quiet:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing has to be put back."""


def choose_progress(verb: str, *, quiet: bool) -> ShownProgress:
    """Bars in a terminal, plain lines elsewhere, nothing where it should be quiet."""
    if quiet:
        return Quiet()
    if sys.stderr.isatty():
        # Only here: the library takes longer to load than most commands to run.
        from dds_client.terminal.bars import Bars

        return Bars(verb)
    return Lines(verb)
