"""Removes temporary files of killed processes."""

from __future__ import annotations

import logging
import shutil
from datetime import datetime
from pathlib import Path

from dds_upload.core.storage.manifest import Manifest, ObjectKey
from providers.local.concatenator import StoredSegments
from providers.local.disk import disk_errors
from providers.local.layout import Layout

log = logging.getLogger(__name__)


class LocalJanitor:
    """Empties the folder of drafts. A file that is still being written is young, so it stays."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._tmp = layout.tmp

    def clear_leftovers(self, before: datetime) -> int:
        with disk_errors("clear leftovers"):
            entries = list(self._tmp.iterdir()) if self._tmp.is_dir() else []
            return sum(_cleared(entry, before.timestamp()) for entry in entries)

    def remove_unnamed(self, key: ObjectKey, manifest: Manifest) -> int:
        with disk_errors("remove what was superseded"):
            unnamed = StoredSegments(self._layout).unnamed(manifest, self._layout.children(key))
            for path in unnamed:
                path.unlink(missing_ok=True)
        return len(unnamed)


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
    except OSError as error:  # the others go all the same
        log.warning("leftover %s is not removed: %s", entry, error.strerror)
        return False
    return True
