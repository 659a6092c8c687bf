"""What an operator says about one place on a disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """One folder to store in.

    Without `fsync` a put is only as durable as the operating system's cache.
    """

    root: Path
    fsync: bool = True
