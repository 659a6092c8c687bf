"""How much somebody who runs a storage lets be stored in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Field, Reason


@dataclass(frozen=True, slots=True)
class Quota:
    """Of one container, or of all there is; both in bytes. What is under way is not in `used`."""

    allowed: int
    used: int

    @property
    def left(self) -> int:
        """How many bytes may still come."""
        return max(self.allowed - self.used, 0)

    def check(self, size: int) -> None:
        """Raise ValidationFailed (field `size`) for a file of so many bytes that does not fit."""
        if size > self.left:
            reason, field = Reason.QUOTA_EXCEEDED, Field.SIZE
            raise ValidationFailed.of(reason, field, max=self.left, quota=self.allowed)


class Quotas(Protocol):
    """Storage that tells how much may be stored in it."""

    def of(self, container: str | None) -> Sequence[Quota]:
        """Those that bind what is stored in that container, or (None) wherever it is stored.

        As known at the moment, which may be none. Never raises, and takes a second at most.
        """
        ...
