"""A real OpenStack Swift for the tests: a proxy, and nodes of three servers each.

It runs as whoever runs the tests, listens on loopback only and keeps everything below one folder.
It must not be taken for a production cluster: no daemons (expired objects stay in listings), no
caches (a new Temp-URL key acts at once), no rate limit for small segments. With one node there is
one copy of each object; with three, each has a zone, an address and a replica of its own.
"""

import http.client
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tests.services.loaded import LoadedProgram
from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Running, Server, StartError, clean_environment, run_to_end
from tests.services.swift_settings import (
    STORAGE,
    URL_REMOVES,
    Addresses,
    SwiftSettings,
    TokenJudge,
)
from tests.services.tools import tool

_BOOT = Path(__file__).with_name("swift_boot.py")
_PROXY = "proxy"


@dataclass(frozen=True)
class Tenant:
    """An account of a Swift, and the user whose it is."""

    url: str
    auth_url: str
    account: str
    user: str
    password: str

    @property
    def storage_url(self) -> str:
        """Where the account's containers are."""
        return f"{self.url}/v1/{self.account}"


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
        nodes: int = 1,
        segments_max: int = 1000,
        file_max_bytes: int = 5368709122,
        url_digests: str = "sha256 sha512",
        answering: float = 60,
        judge: TokenJudge | None = None,
        versions: bool = False,
        url_removes: str = URL_REMOVES,
    ) -> None:
        """Reserve the ports; nothing is started or written yet.

        `answering` is for how many seconds the proxy waits for a node. A `judge` must answer before
        the first user comes; accounts and users are its own then. `url_removes` names headers,
        with blanks in between.
        """
        settings = SwiftSettings(
            segments_max=segments_max,
            file_max_bytes=file_max_bytes,
            url_digests=url_digests,
            answering=answering,
            judge=judge,
            versions=versions,
            url_removes=url_removes,
        )
        self._settings = settings
        self._folder = folder.absolute()
        self._proxy_port = ReservedPort()
        self._nodes = [
            {kind: ReservedPort(f"127.0.0.{number}") for kind in STORAGE}
            for number in range(1, nodes + 1)
        ]
        self._loaded: LoadedProgram | None = None
        self._servers: dict[str, Server] = {}
        self._written = self._folder
        self.url = f"http://{LOOPBACK}:{self._proxy_port.number}"
        self.auth_url = self.url + self.auth_path
        self.tenant = self._tenant(settings.account, settings.user)
        self.operator = self._tenant(settings.account, settings.operator)
        #: For tests that change the keys of an account: installations share those of `tenant`.
        self.other_tenant = self._tenant(settings.other_account, settings.user)

    def start(self) -> None:
        """Start all servers and return when each of them answers.

        Raises StartError with the log of the one that does not; then none is left running.
        """
        if self._servers:
            raise StartError("this Swift runs already")
        addresses = Addresses(
            proxy=(LOOPBACK, self._proxy_port.number),
            nodes=[
                {kind: (port.host, port.number) for kind, port in node.items()}
                for node in self._nodes
            ],
        )
        self._written = self._settings.write(self._folder, addresses)
        self._loaded = LoadedProgram(self._command("servers"), env=self._environment)
        try:
            self._start([_PROXY, *(name for number in self._numbers for name in _names(number))])
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End all servers; connections are refused from now on. May be repeated."""
        self._end(list(self._servers), signal.SIGTERM)
        if self._loaded:
            self._loaded.close()
        self._loaded = None

    @contextmanager
    def away(self) -> Iterator[None]:
        """Refuse connections meanwhile: the proxy ends, and the others, which nobody sees, stay."""
        self._end([_PROXY], signal.SIGTERM)
        try:
            yield
        finally:
            self._start([_PROXY])

    def suspend(self) -> None:
        """Let the proxy answer nobody, as a storage does that hangs."""
        self._servers[_PROXY].send(signal.SIGSTOP)

    def resume(self) -> None:
        """End suspend(): what has been sent meanwhile is answered now."""
        self._servers[_PROXY].send(signal.SIGCONT)

    def stop_node(self, number: int, by: signal.Signals = signal.SIGKILL) -> None:
        """Send a signal to the servers of a node, counted from 1: SIGKILL, or SIGSTOP to hang it.

        Its disk stays as it is. Connections to one that was killed are refused.
        """
        if by == signal.SIGSTOP:
            for name in _names(number):
                self._servers[name].send(by)
        else:
            self._end(_names(number), by)

    def start_node(self, number: int) -> None:
        """Bring a node back with its disk, stale as that may be; returns when it answers."""
        hung = [name for name in _names(number) if name in self._servers]
        for name in hung:
            self._servers[name].send(signal.SIGCONT)
        self._start([name for name in _names(number) if name not in hung])
        for name in hung:
            self._await(name)

    def replicate(self) -> None:
        """Run each node's replicators once: afterwards all nodes have the newest of everything."""
        command = self._command("replicators", *map(str, self._numbers))
        done = run_to_end(command, env=self._environment, folder=self._folder, timeout=300)
        assert done.returncode == 0, (done.stdout, done.stderr)

    def close(self) -> None:
        """Stop, and give the ports back: it cannot be started again. May be repeated."""
        self.stop()
        self._proxy_port.close()
        for node in self._nodes:
            for port in node.values():
                port.close()

    @property
    def pids(self) -> list[int]:
        """The process ids of all its servers; it runs."""
        return [server.pid for server in self._servers.values()]

    @property
    def _numbers(self) -> range:
        return range(1, len(self._nodes) + 1)

    def _tenant(self, account: str, user: str) -> Tenant:
        return Tenant(
            url=self.url,
            auth_url=self.auth_url,
            account=f"AUTH_{account}",
            user=f"{account}:{user}",
            password=self._settings.password,
        )

    def _start(self, names: Sequence[str]) -> None:
        for name in names:
            log = self._folder / f"{name}.log"
            arguments = name.split("-")
            self._servers[name] = Server(
                arguments, log=log, env=self._environment, forked_by=self._loaded
            )
        for name in names:
            self._await(name)

    def _await(self, name: str) -> None:
        kind, _, number = name.partition("-")
        port = self._nodes[int(number) - 1][kind] if number else self._proxy_port
        self._servers[name].wait_ready(partial(_is_healthy, port))

    def _end(self, names: Sequence[str], number: signal.Signals) -> None:
        ended = [server for name in names if (server := self._servers.pop(name, None))]
        for server in ended:
            server.send(number)
        for server in ended:
            server.stop(number)

    def _command(self, *arguments: str) -> list[str | Path]:
        # -I: else the boot script's folder is on the path, and this module hides Swift's package.
        found = tool("keystone" if self._settings.judge else "swift")
        return [found / "bin" / "python", "-I", _BOOT, self._written, *arguments]

    @property
    def _environment(self) -> dict[str, str]:
        return clean_environment(HOME=str(self._folder))


def _names(node: int) -> list[str]:
    return [f"{kind}-{node}" for kind in STORAGE]


def _is_healthy(port: ReservedPort) -> bool:
    connection = http.client.HTTPConnection(port.host, port.number, timeout=5)
    try:
        connection.request("GET", "/healthcheck")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
