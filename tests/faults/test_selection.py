"""A fault of each kind, once: what `make test` sees of `make faults`."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from tests.client.actions import Answer, Cut, Lost
from tests.faults.database import cut, lock
from tests.faults.disks import full, read_only
from tests.faults.fault import Strike, survived
from tests.faults.ground import Plan, Servers
from tests.faults.kills import kill_api, kill_process, kill_worker
from tests.faults.network import every_second as on_the_way
from tests.faults.senders import Two
from tests.faults.steps import GRANTED, IN_BYTES, JOINED, STORED
from tests.faults.storage import every_second as at_swift
from tests.faults.storage import hung

_ON_A_DISK: list[Strike] = [
    partial(kill_process, step=IN_BYTES),
    partial(kill_api, step=STORED),
    partial(lock, seconds=1),
    partial(on_the_way, action=Cut(sent=100_000), seconds=1),
    partial(on_the_way, action=Lost(), seconds=1),
    partial(full, room=0, seconds=1),
    partial(read_only, seconds=1),
]

_ON_SWIFT: list[Strike] = [
    partial(kill_process, step=GRANTED),
    partial(kill_worker, step=JOINED),
    cut,
    partial(at_swift, action=Answer(503), seconds=1),
    partial(at_swift, action=Answer(401), seconds=1),
    partial(hung, seconds=1),
]


@pytest.mark.parametrize(
    ("strikes", "plan"),
    [
        (_ON_A_DISK, Plan(relayed=True)),
        (_ON_SWIFT, Plan(on_swift=True, relayed=True, by_worker=True)),
    ],
    ids=["disk", "Swift"],
)
def test_nothing_is_lost_left_behind_or_stuck(
    strikes: list[Strike], plan: Plan, servers: Servers, tmp_path: Path
) -> None:
    counts = survived(strikes, plan, Two, servers, tmp_path)
    assert counts.is_good, counts
