"""Shows the progress of a long walk through storage."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

from dds_upload.core.storage.manifest import ObjectKey

#: Seconds between two looks at the line.
_EVERY = 0.5

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB", "PiB")

#: A longer text would go on in a second line, which stays.
_COLUMNS = 79

#: Back to the beginning of the line, and away with what was there (ECMA-48).
_CLEAR = "\r\x1b[K"


class Progress:
    """A line that changes, on a terminal only.

    If the walk is interrupted, it prints how to resume.
    """

    def __init__(self, name: str, stream: TextIO) -> None:
        self._name = name
        self._stream = stream
        self._is_seen = stream.isatty()
        self._shown_at = float("-inf")
        self._objects = self._bytes = 0
        self._last: ObjectKey | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.clear()
        if error is not None and self._bytes:
            print(f"{self._name}: go on with --after {self._last}", file=self._stream)

    def advance(self, key: ObjectKey, size: int) -> None:
        """Count one more object, of which that many bytes were read."""
        self._objects += 1
        self._bytes += size
        self._last = key
        if self._is_seen and time.monotonic() >= self._shown_at + _EVERY:
            self._shown_at = time.monotonic()
            read = f", {_shown(self._bytes)} read" if self._bytes else ""
            text = f"{self._name}: {self._objects} objects{read}, at {key}"
            print(f"{_CLEAR}{text[:_COLUMNS]}", end="", file=self._stream, flush=True)

    def clear(self) -> None:
        """Make room for another line."""
        if self._is_seen:
            print(_CLEAR, end="", file=self._stream, flush=True)


def _shown(size: float) -> str:
    for unit in _UNITS[:-1]:
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.0f} {_UNITS[-1]}"
