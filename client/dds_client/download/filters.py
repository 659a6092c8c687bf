"""Which remote paths are wanted, by the flags of the user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PathFilter:
    """Paths with all below them: only these, or all but these."""

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, include: Sequence[str], exclude: Sequence[str]) -> PathFilter:
        """Slashes at the beginning and the end do not matter."""
        return cls(tuple(map(_normal, include)), tuple(map(_normal, exclude)))

    def wants(self, path: str) -> bool:
        """Whether the path, or a folder above it, is named."""
        if any(_is_within(path, each) for each in self.exclude):
            return False
        return not self.include or any(_is_within(path, each) for each in self.include)

    def unused(self, paths: Sequence[str]) -> list[str]:
        """Named paths that match none of these."""
        known = set(paths)
        return [each for each in (*self.include, *self.exclude) if each not in known]


def _normal(path: str) -> str:
    return "/" + path.strip("/")


def _is_within(path: str, above: str) -> bool:
    return above == "/" or path == above or path.startswith(above + "/")
