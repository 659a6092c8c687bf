"""Uppy Companion, the server that signs parts for uploads from browsers to S3, as npm has it.

Pinned is 6.2.2, the newest, since newer ones may sign otherwise.
"""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path

from benchmarks.peers.programs import from_npm, node
from tests.services.ports import LOOPBACK, ReservedPort, is_healthy
from tests.services.processes import Closing, Server, clean_environment

_PROGRAM = Path("node_modules") / "@uppy" / "companion" / "bin" / "companion"

#: It signs for a bucket that nobody asks: signing needs no S3.
_SETTINGS = {
    "NODE_ENV": "production",
    "COMPANION_SECRET": "bench",
    "COMPANION_PREAUTH_SECRET": "bench",
    "COMPANION_CLIENT_ORIGINS": f"http://{LOOPBACK}",
    "COMPANION_UPLOAD_URLS": f"http://{LOOPBACK}",
    "COMPANION_AWS_KEY": "bench",
    "COMPANION_AWS_SECRET": "bench",
    "COMPANION_AWS_BUCKET": "bench",
    "COMPANION_AWS_REGION": "us-east-1",
}


class Companion(Closing):
    """One of them, with settings of its own where it has no defaults; it is one process."""

    def __init__(self, folder: Path) -> None:
        """Start it; returns once it answers. Raises ToolError where it cannot be installed."""
        program = from_npm("companion") / _PROGRAM
        self._port = ReservedPort()
        self.port = self._port.number
        own = {"COMPANION_PORT": str(self.port), "COMPANION_DATADIR": str(folder)}
        self._server = Server(
            [node(), program],
            log=folder / "companion.log",
            env=clean_environment(**_SETTINGS, **own, COMPANION_DOMAIN=f"{LOOPBACK}:{self.port}"),
        )
        self.pid = self._server.pid
        self._server.wait_ready(lambda: is_healthy(self.port, "/"))

    def session(self) -> str:
        """The cookie that it gives to who has none, as to a page that is opened."""
        connection = HTTPConnection(LOOPBACK, self.port, timeout=30)
        connection.request("GET", "/")
        cookie = connection.getresponse().headers["Set-Cookie"]
        connection.close()
        return str(cookie).partition(";")[0]

    def close(self) -> None:
        """Stop it; may be repeated."""
        self._server.stop()
        self._port.close()
