"""Keeps measurements in Prometheus' form, for all processes of a server together.

The processes share a folder, which PROMETHEUS_MULTIPROC_DIR names before measures are made. Without
it a process has its own measurements.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from dds_upload.core.health.measures import Measures

#: The environment variable that names the folder.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"

#: Upper bounds in seconds; a chunk takes as long as its client likes.
_BRIEF = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
_LONG = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200)


class PrometheusMeasures(Measures):
    """One object in a process, because names are registered once."""

    def __init__(self) -> None:
        # The library looks for the folder when it is imported, which is before a server has one.
        values.ValueClass = values.get_value_class()  # type: ignore[no-untyped-call]
        self._registry = own = CollectorRegistry()
        self._requests = Counter(
            "dds_requests",
            "Requests that were answered",
            ("protocol", "route", "method", "status"),
            registry=own,
        )
        self._seconds = Histogram(
            "dds_request_seconds",
            "How long it took until answers began",
            ("protocol", "route"),
            buckets=_BRIEF,
            registry=own,
        )
        self._refusals = Counter(
            "dds_refusals", "Requests that were refused", ("protocol", "code"), registry=own
        )
        self._received = Counter(
            "dds_bytes_received",
            "Bytes of content that were stored through the service",
            ("protocol", "provider"),
            registry=own,
        )
        self._grants = Counter(
            "dds_grants", "Chunks that were granted", ("provider",), registry=own
        )
        #: What a request of some kind counts in. The library makes texts of its labels and looks
        #: for those with a lock held, which takes longer than to count.
        self._kinds: dict[tuple[str, str, str, int], tuple[Counter, Histogram]] = {}
        self._granted: dict[str, Counter] = {}
        self._assembly = Histogram(
            "dds_assembly_seconds",
            "How long files took to be put together",
            buckets=_LONG,
            registry=own,
        )
        self._storage = Histogram(
            "dds_storage_seconds",
            "How long storage took to answer",
            ("provider", "operation", "outcome"),
            buckets=_BRIEF,
            registry=own,
        )

    def answered(
        self, *, protocol: str, route: str, method: str, status: int, seconds: float
    ) -> None:
        kind = (protocol, route, method, status)
        found = self._kinds.get(kind)
        if found is None:
            requests = self._requests.labels(protocol, route, method, str(status))
            found = self._kinds[kind] = requests, self._seconds.labels(protocol, route)
        found[0].inc()
        found[1].observe(seconds)

    def refused(self, *, protocol: str, code: str) -> None:
        self._refusals.labels(protocol, code).inc()

    def received(self, *, protocol: str, provider: str, size: int) -> None:
        self._received.labels(protocol, provider).inc(size)

    def granted(self, *, provider: str) -> None:
        found = self._granted.get(provider)
        if found is None:
            found = self._granted[provider] = self._grants.labels(provider)
        found.inc()

    def assembled(self, *, seconds: float) -> None:
        self._assembly.observe(seconds)

    def stored(self, *, provider: str, operation: str, outcome: str, seconds: float) -> None:
        self._storage.labels(provider, operation, outcome).observe(seconds)

    def exposition(self, figures: Iterable[Metric]) -> bytes:
        """All measurements of all processes, and these figures, in Prometheus' text format."""
        registry = self._registry
        if os.environ.get(FOLDER):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        more = CollectorRegistry()
        more.register(_Given(list(figures)))
        return generate_latest(registry) + generate_latest(more)


class _Given(Collector):
    """Figures that are known already."""

    def __init__(self, figures: list[Metric]) -> None:
        self._figures = figures

    def collect(self) -> list[Metric]:
        """The given figures."""
        return self._figures
