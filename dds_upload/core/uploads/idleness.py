"""When an open upload expires: at the moment when it has been idle for too long.

A sweep writes that down later and removes its bytes. Clients that ask before get the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dds_upload.core.clock import Clock


@dataclass(frozen=True, slots=True)
class Idleness:
    """`upload_expiry` is how long an open upload is kept after its last activity."""

    upload_expiry: timedelta
    clock: Clock

    def since(self) -> datetime:
        """An upload whose last activity was before this has expired now."""
        return self.clock() - self.upload_expiry
