"""How much one user may have begun and not finished: promises cost storage, too.

Counted is what is open or being assembled. Files by content are not: their bytes are all there when
they begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dds_upload.core.reasons import Field, Reason, Refusal
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.upload import UploadState

#: What nobody has bytes open beyond, whatever the operator says: the sum is a 64-bit number.
BYTES_MOST = 2**63 - 1

#: States in which an upload counts.
COUNTED = frozenset({UploadState.OPEN, UploadState.ASSEMBLING})


def is_counted(addressing: Addressing) -> bool:
    """Whether uploads of that addressing count at all."""
    return addressing is not Addressing.CONTENT


@dataclass(frozen=True, slots=True)
class OpenUsage:
    """What one user has: how many uploads, and the bytes that they promise in all."""

    uploads: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class OpenLimits:
    """The most that one user may have of both; 0: no bound."""

    uploads: int
    bytes: int

    @property
    def bytes_max(self) -> int:
        """How many bytes one user may have at the very most."""
        return self.bytes or BYTES_MOST

    def refusal(self, usage: OpenUsage, number: int) -> Refusal:
        """Of so many uploads more, for a user who has that already."""
        if self.uploads and usage.uploads + number > self.uploads:
            reason, most, there = Reason.TOO_MANY_UPLOADS_OPEN, self.uploads, usage.uploads
        else:
            reason, most, there = Reason.TOO_MANY_BYTES_OPEN, self.bytes_max, usage.bytes
        return Refusal.of(reason, Field.SIZE, max=most, open=there)


class OpenUploadRecords(Protocol):
    """What each user has open, in a row of its own: nothing is ever summed up."""

    def usage(self, user_id: UUID) -> OpenUsage:
        """As it is now."""
        ...
