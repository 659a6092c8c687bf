"""Files that are not sent: by a regular expression for names, and by `.ddsignore` files."""

from __future__ import annotations

import fnmatch
import os
import re
from dataclasses import dataclass, field

IGNORE_FILE = ".ddsignore"


@dataclass(frozen=True, slots=True)
class Ignored:
    """The rules that hold in one folder: those of the folders above, and its own.

    A line in `.ddsignore` is a shell pattern for paths below its folder; `*` matches slashes, too,
    as it does for DukeDSClient.
    """

    exclude: re.Pattern[str] | None
    patterns: tuple[tuple[str, re.Pattern[str]], ...] = field(default=())

    @classmethod
    def by_regex(cls, exclude: str) -> Ignored:
        """Only the names of files that begin as `exclude` says; "" excludes none."""
        return cls(re.compile(exclude) if exclude else None)

    def within(self, folder: str) -> Ignored:
        """The rules inside of a folder, which may have a `.ddsignore`."""
        try:
            with open(os.path.join(folder, IGNORE_FILE), errors="replace") as file:  # noqa: PTH123, PTH118
                lines = [line.rstrip("\r\n") for line in file]
        except OSError:
            return self
        own = tuple(
            (os.path.join(folder, ""), re.compile(fnmatch.translate(line)))  # noqa: PTH118
            for line in lines
            if line
        )
        return Ignored(self.exclude, (*self.patterns, *own))

    def folder(self, path: str) -> bool:
        """Whether a folder is left out, with all that is in it."""
        return self._matches(path)

    def file(self, path: str, name: str) -> bool:
        """Whether a file is left out."""
        return bool(self.exclude and self.exclude.match(name)) or self._matches(path)

    def _matches(self, path: str) -> bool:
        return any(
            path.startswith(folder) and pattern.match(path[len(folder) :])
            for folder, pattern in self.patterns
        )
