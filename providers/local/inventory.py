"""Lists all objects on a disk, folder by folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.inventory import Stored
from dds_upload.core.storage.layout import is_container
from dds_upload.core.storage.manifest import ObjectKey
from providers.local.disk import disk_errors
from providers.local.layout import Layout, object_in
from providers.local.mark import LocalMark


class LocalInventory:
    """Sorts the names of one folder at a time, such as those of a project's uploads."""

    def __init__(self, layout: Layout, mark: LocalMark) -> None:
        self._layout = layout
        self._mark = mark

    def objects(self) -> Iterator[Stored]:
        self._mark.check()
        with disk_errors("list"):
            if not self._layout.containers.is_dir():
                return
            names = (folder.name for folder in self._layout.containers.iterdir())
            for container in sorted(filter(is_container, names)):
                yield from _below(self._layout.container(container), container, "")


def _below(folder: Path, container: str, prefix: str) -> Iterator[Stored]:
    """An object comes before those below it, whose names go on with a slash."""
    found: list[tuple[str, str, Digest | None]] = []
    for path in folder.iterdir():
        name, digest = (f"{path.name}/", None) if path.is_dir() else object_in(path.name)
        if name:
            found.append((name, path.name, digest))
    for name, file_name, digest in sorted(found, key=lambda it: it[:2]):
        if name.endswith("/"):
            yield from _below(folder / file_name, container, f"{prefix}{name}")
            continue
        try:
            stat = (folder / file_name).stat()
        except FileNotFoundError:
            continue  # it is removed just now
        at = datetime.fromtimestamp(stat.st_mtime, UTC)
        size = None if digest is None else stat.st_size
        yield Stored(ObjectKey(container, prefix + name), size, digest, at)
