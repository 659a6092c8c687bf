"""The variables of how the server waits for its clients, and of its metrics and logs.

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
    "how many uploads and downloads stream through a process at the same time; further ones "
    "are answered 503",
    default="32",
)
STREAMS_PER_CALLER = Setting(
    "DDS_STREAMS_PER_CALLER",
    parsing.optional(parsing.integer(1, 1024)),
    "how many of these one user, project by signed URL, or all without a token may have; else half",
)
MIN_BYTES_PER_SECOND = Setting(
    "MIN_BYTES_PER_SECOND",
    parsing.integer(0, 2**30),
    "the least rate in bytes a second; a client that is slower over two minutes is cut off",
    default="1024",
)
DRAIN_SECONDS = Setting(
    "DRAIN_SECONDS",
    parsing.integer(0, 600),
    "how long a server that was asked to stop reports that at /readyz and still serves, so "
    "that load balancers notice",
    default="0",
)
METRICS_TOKEN = Setting(
    "METRICS_TOKEN",
    parsing.optional(parsing.secret),
    "the bearer token that /metrics asks for; without it every client that reaches /metrics "
    "is answered",
    secret=True,
)
WORKER_METRICS_PORT = Setting(
    "WORKER_METRICS_PORT",
    parsing.optional(parsing.integer(1, 65535)),
    "the port at DDS_HOST where a worker serves its own /metrics; with run they are part of "
    "the API's",
)
LOG_FORMAT = Setting(
    "LOG_FORMAT",
    parsing.one_of("text", "json"),
    "the form of log lines: text for people, or json, an object a line",
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
    """How many streams a process has, and how many of them one caller may have.

    The least rate is in bytes a second. `drain_seconds` is how long the server still serves after
    it was asked to stop. The rest is for metrics and logs.
    """

    streams: int
    streams_of_one: int
    min_bytes_per_second: int
    drain_seconds: int
    metrics_token: Secret | None
    worker_metrics_port: int | None
    log_format: str


def read_serving(reader: Reader) -> ServingSettings:
    """Read these variables."""
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
