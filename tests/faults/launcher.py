"""`python -m dds_upload` whose processes can be stopped or refused at a step, from outside.

    python -m tests.faults.launcher serve|worker

A file in the folder FAULTS_ARMS, called as `Arms` calls it, is an order for that step. FAULTS_CLOCK
is by how many seconds the clocks of the process are ahead. With FAULTS_BY_WORKER=1 the API leaves
all assembling to a worker. Nobody waits an hour here for what is done each hour.
"""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

from tests.faults.arms import Order, arms
from tests.faults.steps import STEPS, Step, When


def shift_clocks(ahead: float) -> None:
    """As on a host whose clock is wrong; before anything is imported that takes a clock over."""
    from dds_upload.core import clock

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=ahead)

    wall, wall_ns = time.time, time.time_ns
    clock.utc_now = now
    time.time = lambda: wall() + ahead
    time.time_ns = lambda: wall_ns() + int(ahead * 1e9)


def make_impatient() -> None:
    """Seconds where operators wait a minute, or an hour."""
    from dds_upload.adapters import sweeper
    from dds_upload.bootstrap import parts
    from dds_upload.core.uploads import retention
    from tests.e2e.impatient_worker import IMPATIENT

    vars(parts)["RetryPolicy"] = lambda: IMPATIENT
    sweeper.HOUR = 0.5
    retention.LEEWAY = timedelta(0)


def leave_to_worker() -> None:
    """No upload is small enough to be put together before the answer."""
    from dds_upload.operations.placements.commit_upload import CommitUpload
    from dds_upload.operations.uploads import complete_upload

    complete_upload._SETTLED_MAX = -1
    CommitUpload.__call__.__kwdefaults__ = {"at_once_max": -1}


def watch(step: Step, folder: Path, command: str) -> None:
    """Have the step's method look for an order; a generator of the method's would be none."""
    module, _, method = step.where.partition(":")
    owner, _, name = method.partition(".")
    kind = getattr(importlib.import_module(module), owner)
    setattr(kind, name, _watched(getattr(kind, name), step, folder, command))


def _watched(
    real: Callable[..., Any], step: Step, folder: Path, command: str
) -> Callable[..., Any]:
    mine = arms(folder, step)

    @wraps(real)
    def call(*args: Any, **named: Any) -> Any:
        if step.when is When.BEFORE:
            obey(mine.take(command))
        result = real(*args, **named)
        if step.when is When.AFTER:
            obey(mine.take(command))
        return result

    return call


def obey(order: Order | None) -> None:
    """End this process, or all of its session, as kill -9 does; or refuse as a disk does."""
    match order:
        case Order.KILL_PROCESS:
            os.kill(os.getpid(), signal.SIGKILL)
        case Order.KILL_API | Order.KILL_WORKER:
            os.killpg(os.getpgid(0), signal.SIGKILL)
        case Order.READ_ONLY:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def main() -> int:
    """As the command, with that."""
    shift_clocks(float(os.environ.get("FAULTS_CLOCK", "0")))
    make_impatient()
    if os.environ.get("FAULTS_BY_WORKER"):
        leave_to_worker()
    folder = Path(os.environ["FAULTS_ARMS"])
    for step in STEPS:
        watch(step, folder, sys.argv[1])
    from dds_upload.commands import parser

    return parser.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
