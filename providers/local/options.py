"""What an operator says about one place on a disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """One folder to store in; `slug` names it in URLs, `url_key` signs them.

    Without `fsync` a put is only as durable as the operating system's cache.
    """

    root: Path
    slug: str
    url_key: bytes = field(repr=False)
    fsync: bool = True
