"""Reports of progress while files are transferred."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Is called from many threads, at every block; must be quick. Sizes are in bytes."""

    def total(self, files: int, size: int) -> None:
        """The number of files and bytes in all."""

    def started(self, path: str, size: int) -> None:
        """A file is begun."""

    def moved(self, path: str, size: int) -> None:
        """So many bytes of it travelled, or need not; negative if they have to travel again."""

    def finished(self, path: str, state: str, message: str = "") -> None:
        """The file is done, or has failed."""

    def note(self, words: str) -> None:
        """A sentence that people should read now."""


class Silent:
    """Reports nothing."""

    def total(self, files: int, size: int) -> None:
        """Nothing."""

    def started(self, path: str, size: int) -> None:
        """Nothing."""

    def moved(self, path: str, size: int) -> None:
        """Nothing."""

    def finished(self, path: str, state: str, message: str = "") -> None:
        """Nothing."""

    def note(self, words: str) -> None:
        """Nothing."""
