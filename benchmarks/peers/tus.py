"""The tus server for Node with its store of files, as the README of its package starts it.

Pinned are the newest of both packages.
"""

from __future__ import annotations

from pathlib import Path

from benchmarks.peers.programs import from_npm, node
from tests.services.ports import LOOPBACK, ReservedPort, is_open
from tests.services.processes import Closing, Server, clean_environment

#: Where it takes uploads.
PATH = "/files"

_PROGRAM = """
import {{ Server }} from '{packages}/server/dist/index.js';
import {{ FileStore }} from '{packages}/file-store/dist/index.js';
const [, directory, port] = process.argv;
const server = new Server({{ path: '{path}', datastore: new FileStore({{ directory }}) }});
server.listen({{ host: '{host}', port: Number(port) }});
"""


class TusServer(Closing):
    """One of them, over a folder; it is one process."""

    def __init__(self, folder: Path, stored: Path) -> None:
        """Start it, with `stored` for its files; returns once it answers.

        Raises ToolError where it cannot be installed.
        """
        packages = (from_npm("tus") / "node_modules" / "@tus").as_uri()
        program = _PROGRAM.format(packages=packages, path=PATH, host=LOOPBACK)
        self._port = ReservedPort()
        self.port = self._port.number
        self._server = Server(
            [node(), "--input-type=module", "--eval", program, stored, str(self.port)],
            log=folder / "tus.log",
            env=clean_environment(NODE_ENV="production"),
        )
        self.pid = self._server.pid
        self._server.wait_ready(lambda: is_open(self.port))

    def close(self) -> None:
        """Stop it; may be repeated."""
        self._server.stop()
        self._port.close()
