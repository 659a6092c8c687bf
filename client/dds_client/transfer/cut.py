"""How files are cut. All sizes are in bytes, all arithmetic is in integers."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20

#: A chunk that is cheap to send again, and large enough that its requests cost nothing.
GOOD = 8 * MIB

#: Larger chunks win nothing any more, and lose more when a connection breaks.
GOOD_MAX = 64 * MIB

#: About as many chunks are good for a file: each costs a grant, and a look when it is resumed.
GOOD_COUNT = 256


@dataclass(frozen=True, slots=True)
class Piece:
    """One chunk of a file; numbered from 1."""

    number: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A file in pieces of one size, but for the last."""

    file_size: int
    chunk_size: int

    @property
    def count(self) -> int:
        """How many pieces; an empty file has one, which is empty."""
        return max(1, -(-self.file_size // self.chunk_size))

    def piece(self, number: int) -> Piece:
        """One of them, from 1 up to `count`."""
        offset = (number - 1) * self.chunk_size
        return Piece(number, offset, min(self.chunk_size, self.file_size - offset))

    def fits(self, number: int, size: int) -> bool:
        """Whether a chunk of this number and size is one of this cut."""
        return 1 <= number <= self.count and self.piece(number).size == size


def choose_chunk_size(
    file_size: int, min_size: int, max_size: int, preferred: int | None = None
) -> int:
    """A chunk size between both limits (which are inclusive).

    Memory does not matter, since chunks are streamed. A chunk should be small enough to be sent
    again when a connection breaks, and their number small enough to be looked through.
    """
    if preferred is None:
        even = -(-file_size // GOOD_COUNT)
        preferred = min(max(GOOD, -(-even // MIB) * MIB), GOOD_MAX)
    return max(1, min(max(preferred, min_size), max_size))


def cut_of_chunks(file_size: int, sizes: dict[int, int]) -> Cut | None:
    """The cut that chunks with these sizes by number belong to, or None if there is no one.

    Every chunk but the last has the same size, so that any but the last shows it.
    """
    if not sizes:
        return None
    candidates = [max(sizes.values())]
    highest = max(sizes)
    if set(sizes) == {highest} and highest > 1:
        # Only the last chunk is known, perhaps: what lies before it is in equal parts.
        rest = file_size - sizes[highest]
        if rest % (highest - 1) == 0:
            candidates.append(rest // (highest - 1))
    for size in candidates:
        cut = Cut(file_size, max(1, size))
        if all(cut.fits(number, each) for number, each in sizes.items()):
            return cut
    return None
