"""Durable writing on a disk, and the meaning of its errors.

A rename makes a file visible; only an fsync of the folder makes the rename durable. So the order
is: write, fsync the file, make folders, rename, fsync every folder up to the container's. All of
these folders are synced, also if another call made them: it may not have synced them yet.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

from dds_upload.core.durable import sync_folder
from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.object_store import Block

#: Faults that stay until an operator changes the set-up; others, such as a full disk, may pass.
_LASTING = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENAMETOOLONG, errno.ENOTDIR, errno.EISDIR}
)


@contextmanager
def disk_errors(what: str) -> Iterator[None]:
    """Turn an OSError of the disk into StorageRefused or StorageUnavailable."""
    try:
        yield
    except OSError as error:
        kind = StorageRefused if error.errno in _LASTING else StorageUnavailable
        raise kind(f"cannot {what}: {error.strerror or type(error).__name__}") from error


@contextmanager
def refusing_all_alike() -> Iterator[None]:
    """For calls where a refusal of the disk is about its set-up, and not about the one file.

    Turns StorageRefused into StorageUnavailable: once the set-up is mended, the same call succeeds.
    """
    try:
        yield
    except StorageRefused as refused:
        raise StorageUnavailable(str(refused)) from refused.__cause__


def make_folders(folder: Path, top: Path) -> None:
    """Make `folder` and missing folders between it and `top`, but never `top`, which must exist."""
    for missing in reversed(_up_to(folder, top)[:-1]):
        missing.mkdir(exist_ok=True)


def sync_folders(folder: Path, top: Path) -> None:
    """Make changes in `folder` and in the folders above it durable, `top` included."""
    for synced in _up_to(folder, top):
        sync_folder(synced)


def _up_to(folder: Path, top: Path) -> list[Path]:
    chain = [folder, *folder.parents]
    return chain[: chain.index(top) + 1]


class UnpublishedFile:
    """A file that is not visible until it is published; if it is closed before, it is removed."""

    def __init__(self, tmp: Path, *, fsync: bool) -> None:
        """Make the file, and the folder of such files."""
        self._path = tmp / uuid4().hex
        self._fsync = fsync
        with disk_errors("write"):
            tmp.mkdir(exist_ok=True)
            self._file = self._path.open("xb")

    def close(self) -> None:
        """Close the file, and remove it unless it was published."""
        with suppress(OSError):
            self._file.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def write(self, block: Block) -> None:
        """Append bytes."""
        with disk_errors("write"):
            self._file.write(block)

    def publish(self, target: Path, top: Path) -> None:
        """Make it `target`, replacing a former file; durable on return.

        `top` as in make_folders.
        """
        with disk_errors("publish"):
            self._finish()
            make_folders(target.parent, top)
            self._path.replace(target)
            if self._fsync:
                sync_folders(target.parent, top)

    def _finish(self) -> None:
        with self._file as file:
            file.flush()
            # The file system's own stamps are too coarse to show which of two versions is newer.
            now = time.time_ns()
            os.utime(file.fileno(), ns=(now, now))
            if self._fsync:
                os.fsync(file.fileno())
