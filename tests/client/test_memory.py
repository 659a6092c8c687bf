"""Memory does not grow with files."""

from __future__ import annotations

import subprocess
import sys

from tests.client.desk import Desk
from tests.house.whole import IS_WHOLE

MIB = 2**20

#: `DDS_TESTS=whole` sends as much as the issue has it; either is far more than memory may hold.
SIZE = 2048 * MIB if IS_WHOLE else 256 * MIB

#: Of all processes of a run, at their peak; bytes.
MEMORY_MAX = 120 * MIB

_MEASURE = (
    "import resource, subprocess, sys; code = subprocess.call(sys.argv[1:]);"
    "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
)


def peak(desk: Desk, *arguments: str) -> int:
    """The memory of one command at its peak; it has one process."""
    measured = subprocess.run(
        [sys.executable, "-c", _MEASURE, *desk.command(*arguments, "--quiet")],
        env=desk.environment,
        cwd=desk.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert measured.returncode == 0, (measured.stdout, measured.stderr)
    return int(measured.stdout.splitlines()[-1]) * 1024  # Linux counts in KiB


def test_a_large_file_goes_and_comes_in_little_memory(desk: Desk) -> None:
    with (desk.home / "large").open("wb") as file:
        file.truncate(SIZE)
        file.seek(SIZE // 2)
        file.write(b"not all zeros")
    sent = peak(desk, "upload", "-p", desk.project, "large", "--provider", "Roomy")
    assert sent < MEMORY_MAX
    fetched = peak(desk, "download", "-p", desk.project, "back")
    assert fetched < MEMORY_MAX
    same = desk.dds("verify", "-p", desk.project, "back")
    assert same.returncode == 0, same.stdout
