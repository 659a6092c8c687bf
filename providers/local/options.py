"""What an operator says about one place on a disk."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """One folder to store in.

    Without `fsync` a put is only as durable as the operating system's cache. `location` is where
    nginx has the folder of containers, with a slash at both ends; empty where it does not.
    """

    root: Path
    fsync: bool = True
    location: str = ""
