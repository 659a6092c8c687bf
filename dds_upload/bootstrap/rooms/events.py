"""Puts the operations of events together."""

from __future__ import annotations

from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.operations.events.bundle import EventOperations
from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.events.prune_events import PruneEvents
from dds_upload.operations.events.read_events import ReadEvents
from dds_upload.operations.events.read_statistics import ReadStatistics


def build_events(parts: Parts, records: Records) -> EventOperations:
    """The operations of events."""
    events, clock = records.events, parts.clock
    return EventOperations(
        count_refusal=CountRefusals(events, clock),
        prune=PruneEvents(events, clock, parts.settings.events_kept),
        read_statistics=ReadStatistics(records.statistics, clock),
        read=ReadEvents(events),
    )
