"""An object's bytes in a file of their own, until they become a version of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import Block
from providers.local.disk import UnpublishedFile, disk_errors, sync_folders
from providers.local.layout import Layout
from providers.local.mark import LocalMark


class LocalDraft:
    """The Draft of one root."""

    def __init__(self, layout: Layout, mark: LocalMark, *, fsync: bool) -> None:
        """Begin an empty draft."""
        self._layout = layout
        self._mark = mark
        self._fsync = fsync
        self._file = UnpublishedFile(layout.tmp, fsync=fsync)

    def write(self, block: Block, /) -> None:
        self._file.write(block)

    def publish(self, key: ObjectKey, digest: Digest) -> None:
        self.publish_in(existing_container(self._layout, self._mark, key), key, digest)

    def publish_in(self, container: Path, key: ObjectKey, digest: Digest) -> None:
        """The same in the folder of its container, which the caller has seen to exist."""
        self._file.publish(self._layout.version(key, digest), container)
        self._supersede_manifest(key)

    def close(self) -> None:
        self._file.close()

    def _supersede_manifest(self, key: ObjectKey) -> None:
        manifest = self._layout.manifest(key)
        with disk_errors("replace a joined file"), suppress(FileNotFoundError):
            manifest.unlink()
            if self._fsync:
                sync_folders(manifest.parent, manifest.parent)


def existing_container(layout: Layout, mark: LocalMark, key: ObjectKey) -> Path:
    """The folder of the key's container; raises ObjectMissing if it was not made yet."""
    folder = layout.container(key.container)
    if not folder.is_dir():
        mark.check()
        raise ObjectMissing(f"container {key.container}")
    return folder
