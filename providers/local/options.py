"""An operator's options for one folder on a disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """One folder for objects.

    Without `fsync` a put is only as durable as the operating system's cache. `location` is the
    location of nginx that leads to the folder of containers, with a slash at both ends; empty if
    there is none.
    """

    root: Path
    fsync: bool = True
    location: str = ""
