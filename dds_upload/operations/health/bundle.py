"""The operations of health as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dds_upload.core.health.checks import Checks


@dataclass(frozen=True, slots=True)
class HealthOperations:
    """What is looked at, and how a worker says that it lives."""

    checks: Checks
    worker_lives: Callable[[], None]
