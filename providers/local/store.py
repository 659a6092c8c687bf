"""Objects as files: put, read, remove. layout.py builds paths, disk.py makes writes durable."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator, Sequence
from contextlib import closing, suppress
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from uuid import uuid4

from dds_upload.core.errors import ObjectMissing, StorageRefused
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.drafts import Draft
from dds_upload.core.storage.manifest import Manifest, ObjectKey, ObjectStat, Segment
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.core.storage.policy import ProviderCapabilities
from providers.local.disk import disk_errors, sync_folders
from providers.local.draft import LocalDraft, existing_container
from providers.local.layout import Layout, segments_below
from providers.local.manifests import loaded
from providers.local.mark import LocalMark
from providers.local.root import LocalRoot
from providers.ranges import resolved
from providers.stream import Stream
from providers.verified_source import VerifiedSource


class LocalStore:
    """ObjectStore and Drafts. Holds no state: any number of processes may share a root."""

    def __init__(self, layout: Layout, mark: LocalMark, *, fsync: bool) -> None:
        self._layout = layout
        self._mark = mark
        self._fsync = fsync

    def capabilities(self) -> ProviderCapabilities:
        """A usable folder has no limits; raises StorageRefused for any other."""
        LocalRoot(self._layout, self._mark).check()
        return ProviderCapabilities()

    def ensure_container(self, container: str) -> None:
        folder = self._layout.container(container)
        self._mark.check()
        with disk_errors("make a container"):
            root = self._layout.root
            existing = next(parent for parent in (root, *root.parents) if parent.is_dir())
            folder.mkdir(parents=True, exist_ok=True)
            self._layout.tmp.mkdir(exist_ok=True)
            if self._fsync:
                sync_folders(folder, existing)

    def put(
        self,
        key: ObjectKey,
        source: ByteSource,
        *,
        size: int | None,
        digest: Digest | None,
        algorithm: str,
    ) -> Digest:
        self._layout.children(key)  # a bad name is refused before anything is read
        container = existing_container(self._layout, self._mark, key)
        verified = VerifiedSource(source, size, digest, [algorithm])
        with closing(self._draft()) as draft:
            for block in verified:
                draft.write(block)
            stored = verified.digest(algorithm)
            # Looking for the container again could raise ObjectMissing, as if nothing was read yet.
            draft.publish_in(container, key, stored)
        return stored

    def begin(self) -> Draft:
        self._mark.check()
        return self._draft()

    def _draft(self) -> LocalDraft:
        return LocalDraft(self._layout, self._mark, fsync=self._fsync)

    def stat(self, key: ObjectKey) -> ObjectStat:
        manifest, modified_at = self._newest(key)
        return ObjectStat(manifest.size, manifest.tag, datetime.fromtimestamp(modified_at, UTC))

    def open(
        self, key: ObjectKey, wanted: ByteRange | None = None, *, digest: Digest | None = None
    ) -> Stream:
        manifest = self._version(key, digest) or self._newest(key)[0]
        part = resolved(wanted, manifest.size)
        blocks = self._read(manifest, part)
        return Stream(part.length, blocks, blocks.close)

    def only_file(self, key: ObjectKey) -> Path | None:
        """The file with all bytes of an object or joined file; None if there are several.

        Raises the same errors as reading.
        """
        manifest, _ = self._newest(key)
        if len(manifest.segments) != 1:
            return None
        [segment] = manifest
        path = self._layout.version(segment.key, segment.digest)
        _opened(path, segment, self._mark).close()
        return path

    def list_below(self, key: ObjectKey) -> Sequence[Segment]:
        """Read the folder."""
        folder = self._layout.children(key)
        with disk_errors("list"):
            self._mark.check()
            return list(segments_below(str(folder), key))

    def remove(self, key: ObjectKey) -> None:
        self._mark.check()
        with disk_errors("remove"):
            files = [version.path for version in self._layout.versions(key)]
            for path in [*files, self._layout.manifest(key)]:
                path.unlink(missing_ok=True)
            self._sync_removal(self._layout.children(key).parent)

    def remove_all(self, keys: Sequence[ObjectKey]) -> None:
        for key in keys:
            self.remove(key)

    def remove_tree(self, key: ObjectKey) -> None:
        """Move the folder away in one step, so that no reader sees it half empty."""
        self.remove(key)
        folder, doomed = self._layout.children(key), self._layout.tmp / uuid4().hex
        with disk_errors("remove"):
            try:
                os.utime(folder)  # or the janitor may take it for something forgotten long ago
            except FileNotFoundError:
                return
            self._layout.tmp.mkdir(exist_ok=True)
            folder.replace(doomed)
            self._sync_removal(folder.parent)
            shutil.rmtree(doomed)

    def _sync_removal(self, folder: Path) -> None:
        # If a power cut undid the removal, the bytes would stay for good: no row knows them.
        if self._fsync and folder.is_dir():
            sync_folders(folder, folder)

    def _version(self, key: ObjectKey, digest: Digest | None) -> Manifest | None:
        """Found by its name, without reading a folder."""
        if digest is None:
            return None
        with disk_errors("look up"), suppress(FileNotFoundError):
            size = self._layout.version(key, digest).stat().st_size
            return Manifest((Segment(key, size, digest),))
        return None

    def _newest(self, key: ObjectKey) -> tuple[Manifest, float]:
        """The present content of the key, and since when, in seconds since the epoch.

        A plain object is given like a joined file of one segment.

        The manifest is looked for first: a put that replaces a joined file removes it. Finding it
        needs no look through a folder, which may have all files of a large project.
        """
        with disk_errors("look up"):
            try:
                return self._newest_file(key)
            except FileNotFoundError as error:
                self._mark.check()
                raise ObjectMissing(str(key)) from error

    def _newest_file(self, key: ObjectKey) -> tuple[Manifest, float]:
        with suppress(FileNotFoundError), self._layout.manifest(key).open("rb") as file:
            return loaded(file.read()), os.fstat(file.fileno()).st_mtime
        stats = [(version, version.path.stat()) for version in self._layout.versions(key)]
        if not stats:
            self._mark.check()
            raise ObjectMissing(str(key))
        newest, stat = max(stats, key=lambda found: (found[1].st_mtime_ns, found[0].path.name))
        return Manifest((Segment(key, stat.st_size, newest.digest),)), stat.st_mtime

    def _read(self, manifest: Manifest, wanted: ByteRange) -> Generator[bytes, None, None]:
        for segment, part in manifest.slices(wanted):
            path = self._layout.version(segment.key, segment.digest)
            yield from _blocks(path, segment, part, self._mark)


def _blocks(
    path: Path, segment: Segment, part: ByteRange, mark: LocalMark
) -> Generator[bytes, None, None]:
    """A part of a segment's file."""
    with _opened(path, segment, mark) as file:
        file.seek(part.first)
        left = part.length
        while left:
            with disk_errors("read"):
                block = file.read(min(BLOCK_SIZE, left))
            if not block:
                raise StorageRefused(f"segment {segment.key} ended early")
            left -= len(block)
            yield block


def _opened(path: Path, segment: Segment, mark: LocalMark) -> FileIO:
    """A segment's file; raises StorageRefused if the manifest names another size or digest."""
    with disk_errors("read"):
        try:
            file = FileIO(path)
        except FileNotFoundError as error:
            mark.check()
            raise StorageRefused(f"segment {segment.key} is gone") from error
    if os.fstat(file.fileno()).st_size != segment.size:
        file.close()
        raise StorageRefused(f"segment {segment.key} has not {segment.size} bytes any more")
    return file
