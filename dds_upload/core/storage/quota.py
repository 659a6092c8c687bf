"""Quotas: bounds that the operator of a storage sets for an account or a container."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Field, Reason


@dataclass(frozen=True, slots=True)
class Quota:
    """The quota of one container, or of the whole account, in bytes.

    `used` has only stored bytes.
    """

    allowed: int
    used: int

    @property
    def left(self) -> int:
        """The number of bytes that may still be stored."""
        return max(self.allowed - self.used, 0)

    def check(self, size: int) -> None:
        """Raise ValidationFailed (field `size`) for a file of that many bytes that does not fit."""
        if size > self.left:
            reason, field = Reason.QUOTA_EXCEEDED, Field.SIZE
            raise ValidationFailed.of(reason, field, max=self.left, quota=self.allowed)


class Quotas(Protocol):
    """Storage that reports its quotas."""

    def of(self, container: str | None) -> Sequence[Quota]:
        """The quotas for bytes in that container, or (None) those for bytes anywhere.

        As far as they are known at the moment, which may be none. Never raises, and takes a second
        at most.
        """
        ...
