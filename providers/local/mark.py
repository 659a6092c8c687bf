"""The file that shows that a disk is mounted: the empty folder below it has no such file."""

from __future__ import annotations

import os

from dds_upload.core.errors import StorageUnavailable
from providers.local.disk import disk_errors, sync_folders
from providers.local.layout import Layout

_TEXT = """This folder is a storage of dds_upload; this file tells it from an unmounted disk:
without it, nothing is written here and nothing is called missing.
"""


class LocalMark:
    """The StorageMark of one root."""

    def __init__(self, layout: Layout, *, fsync: bool) -> None:
        self._layout = layout
        self._fsync = fsync

    @property
    def advice(self) -> str:
        return (
            f"mount its disk; if that is lost for good, make the file {self._layout.mark} by hand"
        )

    def is_there(self) -> bool:
        """Whether the mark exists. A folder that cannot be written is taken for the storage."""
        layout = self._layout
        with disk_errors(f"look for {layout.mark}"):
            if layout.mark.is_file():
                return True
            return layout.containers.is_dir() and not os.access(layout.root, os.W_OK)

    def check(self) -> None:
        """Raise StorageUnavailable if there is no mark."""
        if not self.is_there():
            text = f"{self._layout.root} has no file {self._layout.mark.name}"
            raise StorageUnavailable(f"{text}: its disk is not mounted, or it was never set up")

    def holds_anything(self) -> bool:
        with disk_errors("look for containers"):
            return self._layout.containers.is_dir() and any(self._layout.containers.iterdir())

    def make(self) -> str:
        mark = self._layout.mark
        with disk_errors(f"make {mark}"):
            existing = next(it for it in mark.absolute().parents if it.is_dir())
            mark.parent.mkdir(parents=True, exist_ok=True)
            with mark.open("w") as file:
                file.write(_TEXT)
                file.flush()
                if self._fsync:
                    os.fsync(file.fileno())
            if self._fsync:
                sync_folders(mark.absolute().parent, existing)
        return f"{mark} marks the storage now"
