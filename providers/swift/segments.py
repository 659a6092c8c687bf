"""What Swift has of a file's segments: a listing, and a look at what it calls different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dds_upload.core.errors import Mismatch
from dds_upload.core.storage.abilities import SegmentReport
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from providers.names import checked
from providers.swift.newest import fault_of
from providers.swift.removal import remove_all
from providers.swift.session import Session
from providers.swift.tree import entries_below

#: So many segments are looked at side by side.
AT_ONCE = 4


class SwiftSegments:
    """SegmentCheck: an entry of a listing has the name, the size and the md5 of its object."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def check(self, key: ObjectKey, manifest: Manifest) -> SegmentReport:
        entries = {entry["name"]: entry for entry in entries_below(self._session, checked(key))}
        suspects = [at for at, it in enumerate(manifest) if _differs(it, entries)]
        named = {segment.key.name for segment in manifest}
        others = [ObjectKey(key.container, name) for name in entries if name not in named]
        return SegmentReport(self._confirmed(manifest, suspects), others)

    def remove_all(self, keys: Sequence[ObjectKey]) -> None:
        remove_all(self._session, [checked(key) for key in keys])

    def _confirmed(self, manifest: Manifest, suspects: Sequence[int]) -> list[tuple[int, Mismatch]]:
        """Which of them differ in their newest replica, too, and how."""
        if not suspects:
            return []
        segments = [manifest.segments[at] for at in suspects]
        with ThreadPoolExecutor(min(AT_ONCE, len(segments))) as pool:
            faults = list(pool.map(lambda it: fault_of(self._session, it), segments))
        pairs = zip(suspects, faults, strict=True)
        return [(at, fault) for at, fault in pairs if fault is not None]


def _differs(segment: Segment, entries: Mapping[str, Mapping[str, Any]]) -> bool:
    entry = entries.get(segment.key.name)
    if entry is None or entry["bytes"] != segment.size:
        return True
    known = segment.digest
    return known.algorithm == "md5" and entry["hash"] != known.value
