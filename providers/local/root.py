"""Whether the folder of a provider can be used, found out without writing anything."""

from __future__ import annotations

import os
from pathlib import Path

from dds_upload.core.errors import StorageRefused
from providers.local.disk import disk_errors
from providers.local.layout import Layout
from providers.local.mark import LocalMark


class LocalRoot:
    """The SelfCheck of a provider on a disk: faults that stay until an operator mends them."""

    def __init__(self, layout: Layout, mark: LocalMark) -> None:
        self._layout = layout
        self._mark = mark

    def check(self) -> None:
        """A folder that does not exist yet must be possible to make."""
        layout = self._layout
        with disk_errors(f"look at {layout.root}"):
            for folder in (layout.root, layout.containers, layout.tmp):
                _check_folder(folder)
            if _existing(layout.tmp).stat().st_dev != _existing(layout.containers).stat().st_dev:
                text = f"{layout.tmp} and {layout.containers} must be on one file system"
                raise StorageRefused(text)
            self._mark.check()


def _check_folder(folder: Path) -> None:
    found = _existing(folder)
    if not found.is_dir():
        raise StorageRefused(f"{found} is no folder")
    if not os.access(found, os.W_OK | os.X_OK, effective_ids=True):
        raise StorageRefused(f"{found} may not be written")


def _existing(path: Path) -> Path:
    """The path, or the nearest existing one above it; a link that leads nowhere exists."""
    return next(it for it in (path, *path.absolute().parents) if os.path.lexists(it))
