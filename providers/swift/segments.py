"""Asks for single segments, because listings and replicas may be behind."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from dds_upload.core.errors import Mismatch
from dds_upload.core.storage.manifest import Segment
from providers.swift.newest import fault_of
from providers.swift.session import Session

#: How many segments are asked for at the same time.
AT_ONCE = 4


class SwiftSegments:
    """SegmentCheck: one request a segment, to the newest of its replicas.

    A second request removes the end of a segment that would end by itself.
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
