"""What came of many uploads, and the one table that tells it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_HEAD = ("fault", "tries", "acknowledged", "lost", "leaked", "stuck")


@dataclass(frozen=True, slots=True)
class Counts:
    """`tries`: how often the fault came. `acknowledged`: files that a client was told are kept.

    `lost`: of those, the ones whose content is not there as it was sent. `leaked`: objects and
    files in storage of which no row knows, once all periods are over; None where nobody looked.
    `stuck`: good uploads that failed or never ended, and one more where nobody went on after a
    fault, of which `told` says why.
    """

    tries: int
    acknowledged: int
    lost: int
    leaked: int | None
    stuck: int
    told: str = ""

    @property
    def is_good(self) -> bool:
        """Whether something was acknowledged, and nothing of it is wrong."""
        return bool(self.tries and self.acknowledged) and not (
            self.lost or self.leaked or self.stuck
        )

    @property
    def cells(self) -> tuple[str, ...]:
        """For people."""
        leaked = "-" if self.leaked is None else str(self.leaked)
        return (str(self.tries), str(self.acknowledged), str(self.lost), leaked, str(self.stuck))


def table(found: Mapping[str, Counts]) -> str:
    """A line for each fault, and what they are together."""
    if not found:
        return "no fault was tried"
    rows = [_HEAD, *((name, *counts.cells) for name, counts in found.items())]
    rows.append(("all", *_together(list(found.values())).cells))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if at else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _together(all_counts: list[Counts]) -> Counts:
    return Counts(
        tries=sum(it.tries for it in all_counts),
        acknowledged=sum(it.acknowledged for it in all_counts),
        lost=sum(it.lost for it in all_counts),
        leaked=sum(it.leaked or 0 for it in all_counts),
        stuck=sum(it.stuck for it in all_counts),
    )
