"""Storage that is slow, that fails, or that is watched while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Barrier, BrokenBarrierError, Lock

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ByteSource, ObjectStore
from dds_upload.core.storage.providers import StorageProvider
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from providers.memory.store import MemoryStore
from tests.house.setting import Lab


class WatchedStore(MemoryStore):
    """Counts what is written at the same time; `before` each put may wait or raise."""

    def __init__(self, before: Callable[[ObjectKey], None] = lambda key: None) -> None:
        super().__init__(MemoryOptions())
        self.before = before
        self.puts: list[ObjectKey] = []
        self.most = 0
        self._now = 0
        self._count_lock = Lock()

    def put(
        self,
        key: ObjectKey,
        source: ByteSource,
        *,
        size: int | None,
        digest: Digest | None,
        algorithm: str,
    ) -> Digest:
        with self._count_lock:
            self._now += 1
            self.most = max(self.most, self._now)
        try:
            self.before(key)
            stored = super().put(key, source, size=size, digest=digest, algorithm=algorithm)
        finally:
            with self._count_lock:
                self._now -= 1
        self.puts.append(key)
        return stored

    @property
    def names(self) -> set[str]:
        """What is stored, by the last part of its name."""
        found = (name for objects in self._containers.values() for name in objects)
        return {name.rpartition("/")[2] for name in found}


def storage_over(lab: Lab, store: ObjectStore) -> StorageProvider:
    """The lab's default storage with other bytes behind it."""
    check = store if isinstance(store, MemoryStore) else None
    abilities = replace(build_memory(MemoryOptions()), store=store, segment_check=check)
    return replace(lab.providers.default, abilities=abilities)


class Gathering:
    """Lets nobody go on until `number` are there at once; `met` tells whether they ever were."""

    def __init__(self, number: int) -> None:
        self._barrier = Barrier(number)
        self.met = False

    def __call__(self, key: ObjectKey) -> None:
        if self.met:
            return  # those that come after would wait for others that never come
        try:
            self._barrier.wait(10)
            self.met = True
        except BrokenBarrierError:
            return
