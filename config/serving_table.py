"""The variables of how the server waits for its clients, and of what it tells operators.

A part of `table`, under the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dds_upload.core.secret import Secret
from dds_upload.core.settings import parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Setting

STREAMS = Setting(
    "DDS_STREAMS",
    parsing.integer(1, 1024),
    "uploads and downloads that stream through a process at once; more are told 503",
    default="32",
)
STREAMS_PER_CALLER = Setting(
    "DDS_STREAMS_PER_CALLER",
    parsing.optional(parsing.integer(1, 1024)),
    "how many of these one user may have, or one project by signed URLs; else half of them",
)
MIN_BYTES_PER_SECOND = Setting(
    "MIN_BYTES_PER_SECOND",
    parsing.integer(0, 2**30),
    "clients that are slower over two minutes are cut off, in bytes a second",
    default="1024",
)
DRAIN_SECONDS = Setting(
    "DRAIN_SECONDS",
    parsing.integer(0, 600),
    "how long a server that is to stop says so at /readyz and serves on, for load balancers to see",
    default="0",
)
METRICS_TOKEN = Setting(
    "METRICS_TOKEN",
    parsing.optional(parsing.secret),
    "what /metrics asks for as a bearer; else it answers everybody who reaches it",
    secret=True,
)
WORKER_METRICS_PORT = Setting(
    "WORKER_METRICS_PORT",
    parsing.optional(parsing.integer(1, 65535)),
    "the port at DDS_HOST where a worker serves its own /metrics; with run they are in the API's",
)
LOG_FORMAT = Setting(
    "LOG_FORMAT",
    parsing.one_of("text", "json"),
    "how log lines look: text for people, or json, an object a line",
    default="text",
)
SERVING: tuple[Setting[Any], ...] = (
    STREAMS,
    STREAMS_PER_CALLER,
    MIN_BYTES_PER_SECOND,
    DRAIN_SECONDS,
    METRICS_TOKEN,
    WORKER_METRICS_PORT,
    LOG_FORMAT,
)


@dataclass(frozen=True, slots=True)
class ServingSettings:
    """How many streams a process has, and one caller of them; least rate in bytes a second.

    How long it goes on after it was told to stop, in seconds. How its metrics and logs are read.
    """

    streams: int
    streams_of_one: int
    min_bytes_per_second: int
    drain_seconds: int
    metrics_token: Secret | None
    worker_metrics_port: int | None
    log_format: str


def read_serving(reader: Reader) -> ServingSettings:
    """Read them."""
    streams = reader.read(STREAMS)
    return ServingSettings(
        streams=streams,
        streams_of_one=reader.read(STREAMS_PER_CALLER) or max(streams // 2, 1),
        min_bytes_per_second=reader.read(MIN_BYTES_PER_SECOND),
        drain_seconds=reader.read(DRAIN_SECONDS),
        metrics_token=reader.read(METRICS_TOKEN),
        worker_metrics_port=reader.read(WORKER_METRICS_PORT),
        log_format=reader.read(LOG_FORMAT),
    )
