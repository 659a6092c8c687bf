"""Joining stored segments to one file without touching their bytes."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from pathlib import Path

from dds_upload.core.errors import ManifestRefused, Mismatch
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from providers.local.disk import UnpublishedFile, disk_errors, refusing_all_alike
from providers.local.draft import existing_container
from providers.local.layout import Layout, Version, is_version, versions_in
from providers.local.manifests import dumped
from providers.local.mark import LocalMark


class LocalConcatenator:
    """Writes manifests. Digests are compared by file name: `put` has computed them."""

    def __init__(self, layout: Layout, mark: LocalMark, *, fsync: bool) -> None:
        self._layout = layout
        self._mark = mark
        self._fsync = fsync

    @refusing_all_alike()
    def concatenate(
        self, key: ObjectKey, manifest: Manifest, *, content_type: str, filename: str
    ) -> None:
        target, container = (
            self._layout.manifest(key),
            existing_container(self._layout, self._mark, key),
        )
        with disk_errors("look up segments"):
            stored = StoredSegments(self._layout)
            checks = ((index, stored.problem(seg)) for index, seg in enumerate(manifest))
            problems = [(index, problem) for index, problem in checks if problem]
        if problems:
            self._mark.check()
            raise ManifestRefused(problems)
        with closing(UnpublishedFile(self._layout.tmp, fsync=self._fsync)) as draft:
            draft.write(dumped(manifest, content_type=content_type, filename=filename))
            draft.publish(target, container)
        for leftover in stored.unnamed(manifest, self._layout.children(key)):
            with suppress(OSError):  # the file is whole; remove_tree will remove the rest
                leftover.unlink(missing_ok=True)


class StoredSegments:
    """The stored versions of objects; a folder is read at most once, and only if that is needed."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._folders: dict[Path, dict[str, list[Version]]] = {}

    def problem(self, segment: Segment) -> Mismatch | None:
        """The fault of a stored segment; None if it is as the manifest names it."""
        path = self._layout.version_path(segment.key, segment.digest)
        try:
            size = os.stat(path).st_size  # noqa: PTH116 - to make a Path takes longer than this
        except FileNotFoundError:
            return Mismatch.DIGEST if self._versions(segment) else Mismatch.MISSING
        return Mismatch.SIZE if size != segment.size else None

    def unnamed(self, manifest: Manifest, below: Path) -> list[Path]:
        """Objects in a folder of the manifest's segments that the manifest does not name.

        Folders of other objects are left alone: other manifests may need their segments.
        """
        named = {self._layout.version_path(segment.key, segment.digest) for segment in manifest}
        folder = f"{below}/"
        if not any(path.startswith(folder) and "/" not in path[len(folder) :] for path in named):
            return []
        with suppress(FileNotFoundError):
            stored = (path for path in below.iterdir() if is_version(path.name))
            return [path for path in stored if str(path) not in named]
        return []

    def _versions(self, segment: Segment) -> list[Version]:
        stem = self._layout.children(segment.key)
        return self._in(stem.parent).get(stem.name, [])

    def _in(self, folder: Path) -> dict[str, list[Version]]:
        if folder not in self._folders:
            by_name: dict[str, list[Version]] = {}
            for version in versions_in(folder):
                by_name.setdefault(version.name, []).append(version)
            self._folders[folder] = by_name
        return self._folders[folder]
