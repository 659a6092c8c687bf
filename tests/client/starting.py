"""A client that runs while the test does something else."""

from __future__ import annotations

import subprocess

from tests.client.desk import Desk
from tests.house.whole import IS_WHOLE

#: How often a client is killed before it may end; more with `DDS_TESTS=whole`.
KILLS = 50 if IS_WHOLE else 5


def start(desk: Desk, *arguments: str) -> subprocess.Popen[str]:
    """Start `dds`; what it prints comes in one stream."""
    return subprocess.Popen(
        desk.command(*arguments),
        env=desk.environment,
        cwd=desk.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
