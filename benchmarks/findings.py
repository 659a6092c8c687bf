"""What was measured, beside its mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Mark:
    """What a value has to reach: at least, or at most."""

    value: float
    is_least: bool

    def is_met_by(self, value: float) -> bool:
        """Whether it is reached."""
        return value >= self.value if self.is_least else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.is_least else '≤'} {self.value:g}"


def at_least(value: float) -> Mark:
    """A mark that larger values meet."""
    return Mark(value, True)


def at_most(value: float) -> Mark:
    """A mark that smaller values meet."""
    return Mark(value, False)


#: The tables of the document: what the service does, and what growth does to it.
TABLE, SCALE = "table", "scale"


@dataclass(frozen=True, slots=True)
class Finding:
    """A row of a table: one value a round, in `unit`; ratios have none.

    What has no mark is a cost, which `costs` reckons with. `note` says in absolute figures what the
    values come of. `place` is the table that it belongs to.
    """

    row: str
    values: Sequence[float]
    mark: Mark | None = None
    unit: str = ""
    note: str = ""
    place: str = TABLE

    @property
    def value(self) -> float:
        """The median of all rounds."""
        return median(self.values)

    @property
    def is_met(self) -> bool:
        """Whether its mark is reached; what has none lacks nothing."""
        return self.mark is None or self.mark.is_met_by(self.value)

    @property
    def part_of_mark(self) -> float:
        """How far the mark is reached: 1 is met, more is better, whichever side is good."""
        if self.mark is None or not self.value:
            return 1.0
        part = self.value / self.mark.value
        return part if self.mark.is_least else 1 / part
