"""The service of one process: its parts, its records and its operations."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from dds_upload.bootstrap.background import register_jobs
from dds_upload.bootstrap.operations import Operations, build_operations
from dds_upload.bootstrap.parts import Parts, build_parts
from dds_upload.bootstrap.records import Records, build_records
from dds_upload.bootstrap.settings import load


@dataclass(frozen=True, slots=True)
class Service:
    """The common start of the HTTP application, the worker and the command line."""

    parts: Parts
    records: Records
    operations: Operations


OpenService = Callable[[], AbstractContextManager[Service]]


def build_service(parts: Parts) -> Service:
    """The service over these parts; nothing is connected yet."""
    records = build_records(parts.database, parts.settings.open_limits)
    operations = build_operations(parts, records)
    register_jobs(parts, operations)
    return Service(parts, records, operations)


@contextmanager
def open_service(parts: Parts | None = None) -> Iterator[Service]:
    """A service for the length of the block; from the environment, unless parts are given.

    Raises ConfigurationError.
    """
    service = build_service(parts or build_parts(load(os.environ)))
    try:
        yield service
    finally:
        service.parts.close()
