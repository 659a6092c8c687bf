"""A client that runs while the test does something else."""

from __future__ import annotations

import subprocess

from tests.client.desk import Desk


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
