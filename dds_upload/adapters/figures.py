"""Counts of the records, made in the background, and not more often than every few seconds."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from threading import Event, Lock, Thread
from uuid import UUID

from prometheus_client.core import GaugeMetricFamily, Metric

from dds_upload.core.clock import Clock
from dds_upload.core.health.measures import FigureRecords, Figures
from dds_upload.core.uploads.upload import UploadState

log = logging.getLogger(__name__)

#: How long counts are good, and how long a caller waits for new ones; seconds.
FRESH = 60.0
PATIENCE = 2.0


class CountedFigures:
    """The counts of one process. While the database hangs, the last ones are given."""

    def __init__(
        self,
        records: FigureRecords,
        clock: Clock,
        slugs: Mapping[UUID, str],
        version: str,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`slugs` names providers; one that is no longer configured is "other"."""
        self._records = records
        self._clock = clock
        self._slugs = slugs
        self._version = version
        self._monotonic = monotonic
        self._figures: Figures | None = None
        self._counted_at = -FRESH
        self._lock = Lock()
        self._is_done = Event()
        self._is_done.set()

    def __call__(self) -> Iterator[Metric]:
        """The counts in Prometheus' form."""
        self._refresh()
        build = GaugeMetricFamily("dds_build_info", "What runs here", labels=["version"])
        build.add_metric([self._version], 1)
        yield build
        if self._figures is not None:
            yield from self._families(self._figures)

    def _refresh(self) -> None:
        with self._lock:
            is_old = self._monotonic() - self._counted_at >= FRESH
            if is_old and self._is_done.is_set():
                self._is_done.clear()
                Thread(target=self._count, name="figures", daemon=True).start()
        self._is_done.wait(PATIENCE)

    def _count(self) -> None:
        try:
            self._figures = self._records.read(self._clock())
        except Exception as error:
            log.warning("figures cannot be counted: %s", error)
        finally:
            self._counted_at = self._monotonic()
            self._is_done.set()

    def _families(self, figures: Figures) -> Iterator[Metric]:
        uploads = GaugeMetricFamily(
            "dds_uploads", "Uploads that there are", labels=["state", "provider"]
        )
        counts = {(state.value, slug): 0 for state in UploadState for slug in self._slugs.values()}
        for provider, state, count in figures.uploads:
            key = state, self._slugs.get(provider, "other")
            counts[key] = counts.get(key, 0) + count
        for (state, slug), count in counts.items():
            uploads.add_metric([state, slug], count)
        yield uploads
        oldest = figures.oldest_open
        age = (self._clock() - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily(
            "dds_upload_oldest_open_seconds", "How old the oldest open upload is", age
        )
        yield GaugeMetricFamily(
            "dds_jobs_due", "Uploads that a worker has to look at", figures.jobs_due
        )
