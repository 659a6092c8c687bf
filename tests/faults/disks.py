"""What disks do: full for everybody, full for what is large, and read-only.

The kernel refuses every process of the host to write beyond a place in a file, for storage, for
the database and for logs: that needs no privilege and no disk of its own.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

from tests.faults.arms import Order
from tests.faults.fault import Fault
from tests.faults.ground import Ground, Plan
from tests.faults.senders import Dds, Pulp, Sender
from tests.faults.steps import WRITING
from tests.services.sessions import processes_of_session

_WHILE = 3.0


def full(ground: Ground, sender: Sender, room: int, seconds: float = _WHILE) -> None:
    """No file of the host has more than so many bytes of room."""
    sender.goes_on()
    with _limited(ground, room):
        time.sleep(seconds)


def read_only(ground: Ground, sender: Sender, seconds: float = _WHILE) -> None:
    """The storage's disk takes nothing, the database's does."""
    sender.goes_on()
    ground.arms(WRITING).give(Order.READ_ONLY)
    time.sleep(seconds)
    ground.arms(WRITING).take_back()


@contextmanager
def _limited(ground: Ground, room: int) -> Iterator[None]:
    _limit(ground, room)
    try:
        yield
    finally:
        _limit(ground, resource.RLIM_INFINITY)


def _limit(ground: Ground, room: int) -> None:
    for part in (ground.host.api, ground.host.worker):
        for pid in processes_of_session(part.pid):
            with suppress(ProcessLookupError):
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (room, hard))


def of_disks() -> Iterator[Fault]:
    """On a local disk, where the database is, too."""
    of_client: list[tuple[str, Callable[[Ground], Sender]]] = [("dds", Dds), ("pulp", Pulp)]
    for client, sender in of_client:
        for name, strike in (
            ("disk full, no room at all", partial(full, room=0)),
            ("disk full within a chunk", partial(full, room=1_200_000)),
            ("disk read-only", read_only),
        ):
            yield Fault(f"{name} ({client})", strike, sender=sender)
    yield Fault("disk full, Swift has room", partial(full, room=0), Plan(on_swift=True))
