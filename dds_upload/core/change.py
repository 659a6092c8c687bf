"""Who changes a record, and when: what every write to the directory carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dds_upload.core.accounts import Caller


@dataclass(frozen=True, slots=True)
class Change:
    """The author and the time of one change."""

    caller: Caller
    at: datetime
