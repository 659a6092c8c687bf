"""pulpcore with its API, one worker for its tasks, and a PostgreSQL of its own.

It runs as its documentation says, but for one setting: the hash of passwords is a cheap one. By
default it computes an expensive one with every request, and that would be all that is measured.

Pinned is 3.123.1, the newest; nothing is reported to its makers.
"""

from __future__ import annotations

import base64
import secrets
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.peers.postgresql import postgresql_with_hstore
from benchmarks.peers.programs import from_pypi
from tests.services.ports import LOOPBACK, ReservedPort, is_healthy
from tests.services.processes import Closing, Server, clean_environment, run_to_end

_STATUS = "/pulp/api/v3/status/"
#: Who may do everything there.
USERNAME, PASSWORD = "admin", "bench"

_SETTINGS = """
SECRET_KEY = {secret!r}
DB_ENCRYPTION_KEY = {key!r}
DEPLOY_ROOT = {root!r}
MEDIA_ROOT = {root!r} + "/media"
STATIC_ROOT = {root!r} + "/assets"
WORKING_DIRECTORY = {root!r} + "/tmp"
FILE_UPLOAD_TEMP_DIR = {root!r} + "/tmp"
CONTENT_ORIGIN = "http://{host}"
DATABASES = {{"default": {{"ENGINE": "django.db.backends.postgresql", "HOST": {db_host!r},
    "PORT": {db_port!r}, "USER": {db_user!r}, "NAME": {db_name!r}, "CONN_MAX_AGE": 0}}}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ANALYTICS = False
"""


class Pulpcore(Closing):
    """One installation, with as many API processes as the service has."""

    def __init__(self, folder: Path, root: Path, processes: int) -> None:
        """Install and start it, with its files in `root`; returns once it answers.

        `folder` is open to everybody. Raises ToolError where it cannot be installed.
        """
        self._programs = from_pypi("pulpcore") / "bin"
        self._folder, self._stack = folder, ExitStack()
        self._servers: list[Server] = []
        try:
            self._port = ReservedPort()
            self._stack.callback(self._port.close)
            self._postgres = self._stack.enter_context(postgresql_with_hstore(folder))
            self._environment = self._configured(root, self._postgres.create_database())
            self._manage("migrate", "--no-input", "--verbosity", "0")
            self._manage("reset-admin-password", "--password", PASSWORD)
            where = ["--bind", f"{LOOPBACK}:{self._port.number}", "--no-control-socket"]
            self._start("pulpcore-worker")
            api = self._start("pulpcore-api", *where, "--workers", str(processes))
            api.wait_ready(lambda: is_healthy(self._port.number, _STATUS))
        except BaseException:
            self.close()
            raise

    @property
    def address(self) -> tuple[str, int]:
        """Where it is."""
        return LOOPBACK, self._port.number

    @property
    def pids(self) -> list[int]:
        """The process ids of all its parts, whose children do the work."""
        return [*(server.pid for server in self._servers), self._postgres.pid]

    def close(self) -> None:
        """Stop all of it; may be repeated."""
        self._stack.close()

    def _configured(self, root: Path, database: str) -> dict[str, str]:
        (root / "tmp").mkdir(parents=True)
        url, key = urlsplit(database), self._folder / "database.key"
        key.write_bytes(base64.urlsafe_b64encode(secrets.token_bytes(32)))
        settings = self._folder / "pulp_settings.py"
        settings.write_text(
            _SETTINGS.format(
                secret=secrets.token_hex(32),
                key=str(key),
                root=str(root),
                host=f"{LOOPBACK}:{self._port.number}",
                db_host=url.hostname,
                db_port=url.port,
                db_user=url.username,
                db_name=url.path.lstrip("/"),
            )
        )
        return clean_environment(PULP_SETTINGS=str(settings), HOME=str(self._folder))

    def _manage(self, *arguments: str) -> None:
        command: list[str | Path] = [self._programs / "pulpcore-manager", *arguments]
        done = run_to_end(command, env=self._environment, folder=self._folder, timeout=600)
        if done.returncode:
            raise RuntimeError(f"pulpcore-manager {arguments}: {done.stdout}{done.stderr}")

    def _start(self, program: str, *arguments: str) -> Server:
        log = self._folder / f"{program}.log"
        server = Server([self._programs / program, *arguments], log=log, env=self._environment)
        self._stack.callback(server.stop)
        self._servers.append(server)
        return server
