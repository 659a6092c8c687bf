"""Two hosts over one database and one storage: one of them ends, or has another time."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.faults.fault import Fault
from tests.faults.ground import Ground, Plan
from tests.faults.senders import Sender

#: Ten minutes; seconds.
_OFF = 600.0

_WHILE = 2.0


def kill_host(ground: Ground, sender: Sender) -> None:
    """All of the first host ends at once, at any moment; the other serves on. It comes back."""
    sender.goes_on()
    host = ground.host
    host.api.kill()
    host.worker.kill()
    time.sleep(_WHILE)
    host.worker.start()
    host.api.start_and_wait()


def kill_one_worker(ground: Ground, sender: Sender) -> None:
    """One of two workers ends at any moment."""
    sender.goes_on()
    ground.host.worker.kill()
    time.sleep(_WHILE)
    ground.host.worker.start()


def of_two_hosts() -> Iterator[Fault]:
    """The client's requests go to both in turn."""
    for by_worker in (False, True):
        where = ", assembled by workers" if by_worker else ""
        plan = Plan(on_swift=True, ahead=(0, 0), by_worker=by_worker)
        yield Fault(f"one of two hosts killed{where}", kill_host, plan)
    two = Plan(on_swift=True, ahead=(0, 0), by_worker=True)
    yield Fault("one of two workers killed", kill_one_worker, two)
    for off, name in ((_OFF, "ahead"), (-_OFF, "behind")):
        plan = Plan(on_swift=True, ahead=(off, 0), by_worker=True)
        yield Fault(f"one of two hosts 10 min {name}, killed", kill_host, plan)
