"""Large content as a client streams it, and the memory of the processes that it goes through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.services.sessions import processes_of_session

MIB = 2**20
BLOCK = bytes(range(256)) * 4096

#: How much more a process may hold at its peak: a few blocks of 1 MiB, and some slack.
GROWTH_MAX = 16 * MIB


class Blocks:
    """One block over and over: with its length, and never in memory as a whole."""

    def __init__(self, size: int, block: bytes = BLOCK) -> None:
        """`size` is a multiple of the block's."""
        assert size % len(block) == 0
        self._size = size
        self._block = block

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return (self._block for _ in range(self._size // len(self._block)))


class Memory:
    """The memory of all processes of one part of an installation."""

    def __init__(self, part: int) -> None:
        """Of the part with that process id."""
        self._processes = [Path(f"/proc/{pid}") for pid in processes_of_session(part)]
        for process in self._processes:
            (process / "clear_refs").write_text("5")  # the peak begins anew, at what is held now
        self._before = self._held("VmRSS")

    def growth(self) -> int:
        """By how many bytes the process that grew most was larger at its peak."""
        peaks = self._held("VmHWM")
        return max(peak - before for peak, before in zip(peaks, self._before, strict=True))

    def _held(self, name: str) -> list[int]:
        return [_field(process / "status", name) * 1024 for process in self._processes]


def _field(status: Path, name: str) -> int:
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines[name].split()[0])
