"""What came of many uploads."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """`acknowledged`: their client was told that the file is complete, or that it has all of it.

    `lost`: of those, the ones whose content is not there as it was sent. `failed`: good uploads
    that ended as failed, or never ended.
    """

    tried: int = 0
    acknowledged: int = 0
    lost: int = 0
    failed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.tried + other.tried,
            self.acknowledged + other.acknowledged,
            self.lost + other.lost,
            self.failed + other.failed,
        )

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost and nothing failed, of at least one."""
        return self.tried == self.acknowledged > 0 and not (self.lost or self.failed)

    def line(self, name: str) -> str:
        """For people."""
        return (
            f"{name}: {self.tried} tried, {self.acknowledged} acknowledged, "
            f"{self.lost} lost, {self.failed} good ones failed"
        )
