"""The operations of health as one value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dds_upload.core.health.checks import Checks


@dataclass(frozen=True, slots=True)
class HealthOperations:
    """The checks, and how a worker reports that it is alive."""

    checks: Checks
    worker_lives: Callable[[], None]
