"""A closer look at single segments, past listings and past replicas that are behind."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from dds_upload.core.errors import Mismatch
from dds_upload.core.storage.manifest import Segment
from providers.swift.newest import fault_of
from providers.swift.session import Session

#: So many segments are looked at side by side.
AT_ONCE = 4


class SwiftSegments:
    """SegmentCheck: one request a segment, to the newest of its replicas.

    One that would end by itself is told not to, which takes a second request.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_listing_enough(self) -> bool:
        return not self._session.cluster().lets_expire

    def faults(self, segments: Sequence[Segment]) -> Sequence[Mismatch | None]:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self._fault, segments))

    def _fault(self, segment: Segment) -> Mismatch | None:
        return fault_of(self._session, segment)
