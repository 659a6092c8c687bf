"""kill -9 of a process of the API, of the API as a whole, and of the worker, at each step.

The next kill comes once somebody has passed the step again: a client that meets nothing but kills
waits longer and longer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tests.e2e.polling import eventually
from tests.faults.arms import Order
from tests.faults.fault import Fault
from tests.faults.ground import Ground, Plan
from tests.faults.senders import Dds, Deleting, Pulp, Sender, Sentry
from tests.faults.steps import (
    BEGUN,
    BLOB_KNOWN,
    BLOB_STORED,
    COMMIT_ENDED,
    COMMITTED,
    COMPLETED,
    DRAFTED,
    FILED,
    FINISHED,
    GRANTED,
    IN_BYTES,
    JOINED,
    LEASED,
    PLACED,
    PLACED_BEGUN,
    PURGED,
    REMOVED,
    REMOVING,
    REQUESTED,
    STORED,
    Step,
)

#: Until a client has got to a step, and a process is there again; seconds.
_PATIENCE = 120.0


def kill_process(ground: Ground, sender: Sender, step: Step) -> None:
    """One of the API's; gunicorn starts another."""
    _reach(ground, step, Order.KILL_PROCESS)
    _reach(ground, step, Order.PASS)


def kill_api(ground: Ground, sender: Sender, step: Step) -> None:
    """All of its processes at once; somebody starts it again."""
    _reach(ground, step, Order.KILL_API)
    ground.host.api.kill()
    ground.host.api.start_and_wait()
    _reach(ground, step, Order.PASS)


def kill_worker(ground: Ground, sender: Sender, step: Step) -> None:
    """The only one; another is started."""
    _reach(ground, step, Order.KILL_WORKER)
    ground.host.worker.kill()
    ground.host.worker.start()
    _reach(ground, step, Order.PASS)


def _reach(ground: Ground, step: Step, order: Order) -> None:
    """Return once somebody has got there."""
    armed = ground.arms(step)
    armed.give(order)
    try:
        eventually(lambda: not armed.is_given, _PATIENCE)
    except AssertionError:
        armed.take_back()
        raise AssertionError(f"nobody got to: {step.name}") from None


_DDS = (BEGUN, GRANTED, COMPLETED, LEASED, JOINED, FINISHED, FILED)
_DDS_BYTES = (IN_BYTES, STORED)  # of which Swift takes those that clients send it
_PULP = (PLACED_BEGUN, IN_BYTES, BLOB_STORED, BLOB_KNOWN, PLACED, COMMITTED, COMMIT_ENDED)
_SENTRY = (BLOB_STORED, BLOB_KNOWN, REQUESTED)
_ASSEMBLY = (LEASED, JOINED, FINISHED)
_PURGE = (PURGED, REMOVING, REMOVED)


def kills() -> Iterator[Fault]:
    """Each victim at each step that it gets to, on both kinds of storage."""
    for on_swift in (False, True):
        api, by_worker = Plan(on_swift), Plan(on_swift, by_worker=True)
        for step in _DDS if on_swift else (*_DDS, *_DDS_BYTES):
            yield from _of_api(step, api, Dds, "dds")
        for step in _PULP:
            yield from _of_api(step, api, Pulp, "pulp")
        # A local disk has its drafts. Swift is sent what waited in a file of the service.
        for step in (IN_BYTES if on_swift else DRAFTED, *_SENTRY):
            yield from _of_api(step, api, Sentry, "sentry-cli")
        for step in _ASSEMBLY:
            yield _of_worker(step, by_worker, Dds, "dds")
            yield _of_worker(step, by_worker, Pulp, "pulp")
        for step in _PURGE:
            yield _of_worker(step, Plan(on_swift, forgets=True), Deleting, "dds")


def _of_api(
    step: Step, plan: Plan, sender: Callable[[Ground], Sender], client: str
) -> Iterator[Fault]:
    for victim, kill in (("API process", kill_process), ("API", kill_api)):
        yield Fault(_name(victim, step, plan, client), partial(kill, step=step), plan, sender)


def _of_worker(step: Step, plan: Plan, sender: Callable[[Ground], Sender], client: str) -> Fault:
    return Fault(_name("worker", step, plan, client), partial(kill_worker, step=step), plan, sender)


def _name(victim: str, step: Step, plan: Plan, client: str) -> str:
    return f"kill -9 {victim}: {step.name} ({client}, {'Swift' if plan.on_swift else 'disk'})"
