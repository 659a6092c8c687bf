"""`swift upload`, the command of python-swiftclient: it cuts a file, sends it and has it joined."""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers.programs import from_pypi
from tests.services.processes import clean_environment, run_to_end
from tests.services.swift import SwiftServer


class SwiftUpload:
    """The command, for the user of one Swift. Raises ToolError where it cannot be installed."""

    def __init__(self, swift: SwiftServer) -> None:
        self._program = from_pypi("swiftclient") / "bin" / "swift"
        self._environment = clean_environment(
            ST_AUTH=swift.auth_url, ST_USER=swift.tenant.user, ST_KEY=swift.tenant.password
        )

    def run(self, file: Path, segment_size: int, at_once: int) -> None:
        """Send that file in segments of so many bytes, so many at a time."""
        options = ["--segment-size", str(segment_size), "--segment-threads", str(at_once)]
        command: list[str | Path] = [self._program, "upload", *options, "peer", file.name]
        done = run_to_end(command, env=self._environment, folder=file.parent, timeout=300)
        if done.returncode:
            raise RuntimeError(f"swift upload: {done.stdout}{done.stderr}")
