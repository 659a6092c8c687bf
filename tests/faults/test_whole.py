"""Each fault comes again and again to its own ground, while a real client uploads."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest

from tests.faults.conftest import Tell
from tests.faults.database import of_the_database
from tests.faults.disks import of_disks
from tests.faults.fault import Fault, suffered
from tests.faults.ground import Servers
from tests.faults.hosts import of_two_hosts
from tests.faults.kills import kills
from tests.faults.network import of_the_network
from tests.faults.storage import of_swift

pytestmark = pytest.mark.faults

FAULTS = [
    *chain(kills(), of_the_database(), of_swift(), of_the_network(), of_disks(), of_two_hosts())
]


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_nothing_is_lost_left_behind_or_stuck(
    fault: Fault, servers: Servers, tries: int | None, tmp_path: Path, tell: Tell
) -> None:
    counts = suffered(fault, servers, tmp_path, tries)
    tell(fault.name, counts)
    assert counts.is_good, counts
