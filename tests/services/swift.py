"""A real OpenStack Swift for the tests: a proxy, an account, a container and an object server.

It runs as whoever runs the tests, listens on loopback only and keeps everything below one folder.
It must not be taken for a production cluster: one copy of each object, no daemons (expired objects
stay in listings), no caches (a new Temp-URL key acts at once), no rate limit for small segments.
"""

import http.client
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Running, Server, StartError, clean_environment
from tests.services.swift_settings import KINDS, SwiftSettings
from tests.services.tools import tool

_BOOT = Path(__file__).with_name("swift_boot.py")


class SwiftServer(Running):
    """One Swift cluster. Its port is the same after stop() and start(), and so is its data.

    Two ways to be away: in away() a connection is refused, while suspended one is accepted and
    never answered. The same folder may be given to a later SwiftServer; that has another port.
    """

    auth_path = "/auth/v1.0"

    def __init__(
        self,
        folder: Path,
        *,
        segments_max: int = 1000,
        file_max_bytes: int = 5368709122,
        url_digests: str = "sha256 sha512",
    ) -> None:
        """Reserve the ports; nothing is started or written yet."""
        self._settings = SwiftSettings(
            segments_max=segments_max, file_max_bytes=file_max_bytes, url_digests=url_digests
        )
        self._folder = folder.absolute()
        self._ports = {kind: ReservedPort() for kind in KINDS}
        self._servers: dict[str, Server] = {}
        self._written = self._folder
        self.account = f"AUTH_{self._settings.account}"
        self.user = f"{self._settings.account}:{self._settings.user}"
        self.password = self._settings.password
        self.url = f"http://{LOOPBACK}:{self._ports['proxy'].number}"
        self.auth_url = self.url + self.auth_path
        self.storage_url = f"{self.url}/v1/{self.account}"

    def start(self) -> None:
        """Start the four servers and return when all of them answer.

        Raises StartError with the log of the one that does not; then none is left running.
        """
        if self._servers:
            raise StartError("this Swift runs already")
        ports = {kind: port.number for kind, port in self._ports.items()}
        self._written = self._settings.write(self._folder, ports)
        try:
            for kind in KINDS:
                self._servers[kind] = self._spawn(kind)
            for kind, server in self._servers.items():
                server.wait_ready(partial(_is_healthy, ports[kind]))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the four servers; connections are refused from now on. May be repeated."""
        for server in self._servers.values():
            server.send(signal.SIGTERM)
        for server in self._servers.values():
            server.stop()
        self._servers.clear()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Refuse connections meanwhile: the proxy ends, and the others, which nobody sees, stay."""
        self._servers.pop("proxy").stop()
        try:
            yield
        finally:
            self._servers["proxy"] = self._spawn("proxy")
            self._servers["proxy"].wait_ready(partial(_is_healthy, self._ports["proxy"].number))

    def suspend(self) -> None:
        """Let the proxy answer nobody, as a storage does that hangs."""
        self._servers["proxy"].send(signal.SIGSTOP)

    def resume(self) -> None:
        """End suspend(): what has been sent meanwhile is answered now."""
        self._servers["proxy"].send(signal.SIGCONT)

    def close(self) -> None:
        """Stop, and give the ports back: it cannot be started again. May be repeated."""
        self.stop()
        for port in self._ports.values():
            port.close()

    def _spawn(self, kind: str) -> Server:
        # -I: else the boot script's folder is on the path, and this module hides Swift's package.
        python = tool("swift") / "bin" / "python"
        command: list[str | Path] = [python, "-I", _BOOT, self._written, kind]
        log = self._folder / f"{kind}.log"
        return Server(command, log=log, env=clean_environment(HOME=str(self._folder)))


def _is_healthy(port: int) -> bool:
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", "/healthcheck")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
