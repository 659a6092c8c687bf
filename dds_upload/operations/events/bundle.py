"""The operations of events as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.events.prune_events import PruneEvents


@dataclass(frozen=True, slots=True)
class EventOperations:
    """What is done with events that are recorded."""

    count_refusal: CountRefusals
    prune: PruneEvents
