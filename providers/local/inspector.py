"""Tries a folder in the way in which uploads will use it; for administrators."""

from __future__ import annotations

import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from dds_upload.core.errors import StorageRefused, StorageUnavailable, UploadServiceError
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from dds_upload.core.storage.object_store import ObjectStore
from providers.local.concatenator import LocalConcatenator
from providers.local.layout import Layout
from providers.local.mark import LocalMark
from providers.local.root import LocalRoot
from providers.local.store import LocalStore

#: Less free space than this is reported; bytes.
FREE_MIN = 100 * 2**20

#: The beginning of the name of a trial's container; a random part follows.
PREFIX = "dds-upload-check-"

_PARTS = (b"one", b"two")


class LocalInspector:
    """Inspector of one root. A trial leaves nothing behind, not even the root if it made that."""

    def __init__(
        self,
        layout: Layout,
        mark: LocalMark,
        store: LocalStore,
        concatenator: LocalConcatenator,
    ) -> None:
        self._layout = layout
        self._mark = mark
        self._store = store
        self._concatenator = concatenator

    def inspect(self, browser_origins: list[str]) -> list[str]:
        """Stop at a fault that makes all further trials fail.

        Clients reach the folder through the service.
        """
        try:
            LocalRoot(self._layout, self._mark).check()
        except StorageUnavailable as error:
            return [f"{error}: `providers configure` sets it up"]
        except UploadServiceError as error:
            return [f"the storage refuses: {error}"]
        return [*self._space(), *self._trial()]

    def configure(self) -> list[str]:
        """Do nothing: a folder needs no keys, and its mark is made after a look at the database."""
        return []

    def _space(self) -> list[str]:
        root = self._layout.root.absolute()
        found = os.statvfs(next(it for it in (root, *root.parents) if it.exists()))
        free = found.f_bavail * found.f_frsize
        if free < FREE_MIN:
            return [f"only {free} bytes are free at {root}"]
        if found.f_files and not found.f_favail:  # some file systems count no files
            return [f"no more files can be made at {root}"]
        return []

    def _trial(self) -> list[str]:
        made = [it for it in self._folders() if not it.exists()]
        key = ObjectKey(f"{PREFIX}{uuid4()}", "file")
        try:
            self._upload(key)
        except UploadServiceError as error:
            return [f"a trial upload failed: {error}"]
        finally:
            self._clean_up(key, made)
        return []

    def _upload(self, key: ObjectKey) -> None:
        self._store.ensure_container(key.container)
        segments = [_put(self._store, key, number) for number in range(len(_PARTS))]
        manifest = Manifest(tuple(segments))
        self._concatenator.concatenate(key, manifest, content_type="", filename="check")
        if b"".join(self._store.open(key)) != b"".join(_PARTS):
            raise StorageRefused("other bytes were read than were written")

    def _clean_up(self, key: ObjectKey, made: list[Path]) -> None:
        with suppress(UploadServiceError):
            self._store.remove_tree(key)
        for folder in (self._layout.container(key.container), *made):
            with suppress(OSError):  # others may have begun to use it
                folder.rmdir()

    def _folders(self) -> list[Path]:
        """All folders that a first container makes, the innermost first."""
        layout = self._layout
        return [layout.tmp, layout.containers, layout.root, *layout.root.absolute().parents]


def _put(store: ObjectStore, key: ObjectKey, number: int) -> Segment:
    data, part = _PARTS[number], ObjectKey(key.container, f"{key.name}/{number}")
    digest = store.put(part, BytesIO(data), size=len(data), digest=None, algorithm="md5")
    return Segment(part, len(data), digest)
