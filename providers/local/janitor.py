"""What killed processes left behind."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from providers.local.disk import disk_errors
from providers.local.layout import Layout


class LocalJanitor:
    """Empties the folder of drafts. A file that is still written to is young, so it stays."""

    def __init__(self, layout: Layout) -> None:
        self._tmp = layout.tmp

    def clear_leftovers(self, before: datetime) -> int:
        with disk_errors("clear leftovers"):
            entries = list(self._tmp.iterdir()) if self._tmp.is_dir() else []
            return sum(_cleared(entry, before.timestamp()) for entry in entries)


def _cleared(entry: Path, before: float) -> bool:
    try:
        if entry.stat().st_mtime >= before:
            return False
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    except FileNotFoundError:
        return False  # another janitor, or its owner, was faster
    return True
