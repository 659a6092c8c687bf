"""When an open upload has expired: at the moment that nobody did anything to it for too long.

A sweep writes that down later and removes its bytes. Whoever asks before is told the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dds_upload.core.clock import Clock


@dataclass(frozen=True, slots=True)
class Idleness:
    """`upload_expiry` is for how long an open upload is kept after the last thing done to it."""

    upload_expiry: timedelta
    clock: Clock

    def since(self) -> datetime:
        """Who was active last before then has expired now."""
        return self.clock() - self.upload_expiry
