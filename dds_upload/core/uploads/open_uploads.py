"""How much one user may have begun and not finished: unfinished uploads take storage, too.

Uploads that are open or being assembled count. Files by content do not: all of their bytes are
stored before they begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from dds_upload.core.reasons import Field, Reason, Refusal
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.upload import UploadState

#: The most open bytes of a user, whatever the operator's bound: the sum is a 64-bit number.
BYTES_MOST = 2**63 - 1

#: States in which an upload counts.
COUNTED = frozenset({UploadState.OPEN, UploadState.ASSEMBLING})


def is_counted(addressing: Addressing) -> bool:
    """Whether uploads of that addressing count at all."""
    return addressing is not Addressing.CONTENT


@dataclass(frozen=True, slots=True)
class OpenUsage:
    """The number of one user's unfinished uploads, and the sum of their bytes."""

    uploads: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class OpenLimits:
    """The most that one user may have of both; 0 means no bound."""

    uploads: int
    bytes: int

    @property
    def bytes_max(self) -> int:
        """The most bytes that any user may have."""
        return self.bytes or BYTES_MOST

    def refusal(self, usage: OpenUsage, number: int) -> Refusal:
        """The refusal of that many further uploads, for a user with that usage.

        None if they are allowed.
        """
        if self.uploads and usage.uploads + number > self.uploads:
            reason, most, there = Reason.TOO_MANY_UPLOADS_OPEN, self.uploads, usage.uploads
        else:
            reason, most, there = Reason.TOO_MANY_BYTES_OPEN, self.bytes_max, usage.bytes
        return Refusal.of(reason, Field.SIZE, max=most, open=there)


class OpenUploadRecords(Protocol):
    """The usage of each user, in a row of its own: no query sums it up."""

    def usage(self, user_id: UUID) -> OpenUsage:
        """The usage as it is now."""
        ...
