"""Reads stored bytes for an audit: no listing shows a flipped bit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dds_upload.core.errors import ObjectMissing, StorageRefused, StorageUnavailable
from dds_upload.core.storage.digest import StreamHasher
from dds_upload.core.storage.inventory import Stored
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.audit import Claimed, Difference, Expected
from dds_upload.operations.storage.pace import Pace


@dataclass(frozen=True, slots=True)
class Thoroughness:
    """The options of an audit.

    With `content`, it reads the objects that are on both sides, after the key `after`: an audit
    that was broken off has read all up to there. `watch` is called for each object that is on both
    sides, with the number of its bytes that were read.
    """

    content: bool = False
    after: ObjectKey | None = None
    watch: Callable[[ObjectKey, int], None] = lambda key, size: None


@dataclass(frozen=True, slots=True)
class AuditContent:
    """Reads one object of a provider after the other, as fast as the pace allows."""

    provider: StorageProvider
    thoroughness: Thoroughness
    pace: Pace

    def __call__(self, expected: Expected, versions: Sequence[Stored]) -> Difference | None:
        """The finding from reading an object whose listing is right.

        Raises StorageUnavailable and StorageRefused if the fault is not about this object only.
        """
        size, difference = 0, None
        if expected.must_be and self._is_asked_for(expected.key):
            size, difference = self._looked_into(expected, versions)
        self.thoroughness.watch(expected.key, size)
        return difference

    def _is_asked_for(self, key: ObjectKey) -> bool:
        after = self.thoroughness.after
        if not self.thoroughness.content:
            return False
        return after is None or (after.container, after.name) < (key.container, key.name)

    def _looked_into(
        self, expected: Expected, versions: Sequence[Stored]
    ) -> tuple[int, Difference | None]:
        try:
            if expected.what is Claimed.FILE:
                return 0, self._joined(expected)
            return self._read(expected, versions)
        except ObjectMissing:
            return 0, Difference.MISSING
        except (StorageUnavailable, StorageRefused):
            if self.provider.abilities.self_check is None:
                raise
            self.provider.abilities.self_check.check()
            return 0, Difference.UNREADABLE

    def _joined(self, expected: Expected) -> Difference | None:
        """Check that a joined file has a manifest; its segments are read by themselves."""
        size = self.provider.abilities.store.stat(expected.key).size
        return None if size == expected.size else Difference.CONTENT

    def _read(
        self, expected: Expected, versions: Sequence[Stored]
    ) -> tuple[int, Difference | None]:
        newest = max(versions, key=lambda it: it.modified_at)
        digest = expected.digest or newest.digest
        if digest is None:
            return 0, None
        hasher = StreamHasher([digest.algorithm])
        content = self.provider.abilities.store.open(expected.key, digest=digest)
        try:
            for block in content:
                hasher.update(block)
                self.pace.wait_after(len(block))
        finally:
            content.close()
        is_it = hasher.digest(digest.algorithm) == digest
        return hasher.size, None if is_it else Difference.CONTENT
