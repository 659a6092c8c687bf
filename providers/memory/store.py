"""Objects in dictionaries. One lock guards them; it is never held while a source is read."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from datetime import UTC, datetime

from dds_upload.core.errors import ManifestRefused, Mismatch, ObjectMissing, StorageRefused
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import Manifest, ObjectKey, ObjectStat, Segment
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.core.storage.policy import ProviderCapabilities
from providers.memory.options import MemoryOptions
from providers.names import check_container, checked
from providers.ranges import resolved
from providers.stream import Stream
from providers.verified_source import VerifiedSource


class MemoryStore:
    """ObjectStore, Concatenator and SegmentCheck."""

    def __init__(self, options: MemoryOptions) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._containers: dict[str, dict[str, bytes | Manifest]] = {}
        self._since: dict[ObjectKey, datetime] = {}

    def capabilities(self) -> ProviderCapabilities:
        self._options.switches.check()
        return self._options.capabilities

    def ensure_container(self, container: str) -> None:
        check_container(container)
        self._options.switches.check()
        with self._lock:
            self._containers.setdefault(container, {})

    def put(
        self,
        key: ObjectKey,
        source: ByteSource,
        *,
        size: int | None,
        digest: Digest | None,
        algorithm: str,
    ) -> Digest:
        self._container(key)
        verified = VerifiedSource(source, size, digest, [algorithm])
        self._publish(key, b"".join(verified))
        return verified.digest(algorithm)

    def stat(self, key: ObjectKey) -> ObjectStat:
        found, since = self._get(key), self._since[key]
        if isinstance(found, Manifest):
            return ObjectStat(found.size, found.tag, since)
        return ObjectStat(len(found), str(Digest.of("md5", found)), since)

    def open(
        self, key: ObjectKey, wanted: ByteRange | None = None, *, digest: Digest | None = None
    ) -> Stream:
        found = self._get(key)
        if isinstance(found, bytes):
            part = resolved(wanted, len(found))
            blocks = _blocks(found, part)
        else:
            part = resolved(wanted, found.size)
            blocks = self._joined(found, part)
        return Stream(part.length, blocks, blocks.close)

    def list_below(self, key: ObjectKey) -> Sequence[Segment]:
        self._options.switches.check()
        with self._lock:
            objects = dict(self._containers.get(checked(key).container, {}))
        return [
            Segment(ObjectKey(key.container, name), len(data), Digest.of("md5", data))
            for name, data in objects.items()
            if name.startswith(f"{key.name}/") and isinstance(data, bytes)
        ]

    def remove(self, key: ObjectKey) -> None:
        self._remove(checked(key), below=False)

    def remove_all(self, keys: Sequence[ObjectKey]) -> None:
        for key in keys:
            self.remove(key)

    def remove_tree(self, key: ObjectKey) -> None:
        self._remove(checked(key), below=True)

    def concatenate(
        self, key: ObjectKey, manifest: Manifest, *, content_type: str, filename: str
    ) -> None:
        checks = ((index, self._problem(segment)) for index, segment in enumerate(manifest))
        problems = [(index, problem) for index, problem in checks if problem]
        if problems:
            raise ManifestRefused(problems)
        self._publish(key, manifest)

    def is_listing_enough(self) -> bool:
        return True

    def faults(self, segments: Sequence[Segment]) -> Sequence[Mismatch | None]:
        return [self._problem(segment) for segment in segments]

    def _problem(self, segment: Segment) -> Mismatch | None:
        try:
            data = self._get(segment.key)
        except ObjectMissing:
            return Mismatch.MISSING
        if isinstance(data, Manifest) or not _is_digest(segment.digest, data):
            return Mismatch.DIGEST
        return Mismatch.SIZE if len(data) != segment.size else None

    def _joined(self, manifest: Manifest, wanted: ByteRange) -> Generator[bytes, None, None]:
        for segment, part in manifest.slices(wanted):
            data = self._get(segment.key)
            if isinstance(data, Manifest) or not _is_digest(segment.digest, data):
                raise StorageRefused(f"segment {segment.key} has changed")
            yield from _blocks(data, part)

    def _container(self, key: ObjectKey) -> dict[str, bytes | Manifest]:
        checked(key)
        self._options.switches.check()
        try:
            return self._containers[key.container]
        except KeyError:
            raise ObjectMissing(f"container {key.container}") from None

    def _get(self, key: ObjectKey) -> bytes | Manifest:
        try:
            return self._container(key)[key.name]
        except KeyError:
            raise ObjectMissing(str(key)) from None

    def _publish(self, key: ObjectKey, content: bytes | Manifest) -> None:
        objects = self._container(key)
        with self._lock:
            objects[key.name] = content
            self._since[key] = datetime.now(UTC)

    def _remove(self, key: ObjectKey, *, below: bool) -> None:
        self._options.switches.check()
        with self._lock:
            objects = self._containers.get(key.container, {})
            for name in list(objects):
                if name == key.name or (below and name.startswith(f"{key.name}/")):
                    del objects[name]


def _blocks(data: bytes, part: ByteRange) -> Generator[bytes, None, None]:
    for start in range(part.first, part.last + 1, BLOCK_SIZE):
        yield data[start : min(start + BLOCK_SIZE, part.last + 1)]


def _is_digest(digest: Digest, data: bytes) -> bool:
    return Digest.of(digest.algorithm, data) == digest
