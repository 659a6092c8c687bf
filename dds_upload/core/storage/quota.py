"""How much somebody who runs a storage lets be stored in it."""

from __future__ import annotations

from dataclasses import dataclass

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
