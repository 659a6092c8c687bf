"""The operations of events as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.events.prune_events import PruneEvents
from dds_upload.operations.events.read_events import ReadEvents
from dds_upload.operations.events.read_statistics import ReadStatistics


@dataclass(frozen=True, slots=True)
class EventOperations:
    """The operations on recorded events."""

    count_refusal: CountRefusals
    prune: PruneEvents
    read_statistics: ReadStatistics
    read: ReadEvents
