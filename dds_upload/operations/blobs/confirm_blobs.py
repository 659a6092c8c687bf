"""Asks storage for chunks before a client is told that they are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ObjectMissing
from dds_upload.core.remembered import Remembered
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.manifest import ObjectKey, Segment
from dds_upload.core.storage.providers import StorageProvider

#: Storage is not asked again for a chunk that it had less than this ago: clients ask every second.
BELIEVED_FOR = timedelta(minutes=1)

#: The most chunks that storage is asked for at once. A request may name 600,000; files of the other
#: chunks are compared with storage when they are joined.
ASKED_MAX = 1000


@dataclass(frozen=True, slots=True)
class ConfirmBlobs:
    """Marks chunks damaged that storage lost.

    They are unknown then, and taken when they come again.
    """

    blobs: BlobRecords
    clock: Clock
    #: When storage was found to have a chunk.
    had: Remembered[ObjectKey, datetime]

    def __call__(self, provider: StorageProvider, segments: Iterable[Segment]) -> set[ObjectKey]:
        """The keys of chunks that are lost.

        Raises StorageUnavailable and StorageRefused: a chunk that cannot be asked for counts as
        neither.
        """
        now = self.clock()
        unsure: dict[Segment, None] = {}
        for segment in segments:
            if not self._is_believed(segment.key, now):
                unsure[segment] = None
            if len(unsure) == ASKED_MAX:
                break
        asked = list(unsure)
        if not asked:
            return set()
        with provider.admission():
            there = _are_there(provider.abilities, asked)
        lost = {it.key for it, is_there in zip(asked, there, strict=True) if not is_there}
        if lost:
            self.blobs.mark_damaged(lost, now)
        for segment in asked:
            if segment.key not in lost:
                self.had.put(segment.key, now)
        return lost

    def _is_believed(self, key: ObjectKey, now: datetime) -> bool:
        had = self.had.get(key)
        return had is not None and now < had + BELIEVED_FOR


def _are_there(abilities: Abilities, segments: Sequence[Segment]) -> list[bool]:
    if abilities.segment_check is not None:
        return [fault is None for fault in abilities.segment_check.faults(segments)]
    return [_is_there(abilities, segment) for segment in segments]


def _is_there(abilities: Abilities, segment: Segment) -> bool:
    try:
        return abilities.store.stat(segment.key).size == segment.size
    except ObjectMissing:
        return False
