"""A whole installation of the service: settings, commands, the API and a worker as processes.

Everything is done as an operator does it: environment variables and `python -m dds_upload`. It
must not reach into a process or a database behind the service's back.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.forked_service import can_fork, loaded_service
from tests.services.ports import LOOPBACK, ReservedPort, is_healthy
from tests.services.processes import Closing, Server, clean_environment, run_to_end
from tests.services.secrecy import secret_settings, told_in
from tests.services.sessions import end_session

REPOSITORY = Path(__file__).parents[2]

#: Where `run` keeps the keys of the user that it makes, below the working folder.
KEYS_FILE = Path("var") / "ready-made-user.json"

#: How much of a log is shown for a test that failed; characters.
_LOG_SHOWN = 4000

Program = Sequence[str | Path]


@dataclass(frozen=True, slots=True)
class User:
    """What `users create` prints of a new user."""

    username: str
    user_key: str
    agent_key: str
    api_token: str


class Part:
    """One long-running process of an installation; it can be started again after it ended."""

    def __init__(self, name: str, program: Program, installation: Installation) -> None:
        self.log = installation.folder / f"{name}.log"
        self._program = program
        self._installation = installation
        self._server: Server | None = None

    @property
    def pid(self) -> int:
        """The process id, which is also its group's and its session's."""
        assert self._server, "it does not run"
        return self._server.pid

    def settled_log(self) -> str:
        """Its log once nothing is added for a moment: an answer is logged after it was given."""
        before, text = None, self.log.read_text()
        while text != before:
            time.sleep(0.1)
            before, text = text, self.log.read_text()
        return text

    def start(self) -> None:
        """Start it; returns at once."""
        assert not self._server, "it runs already"
        self._server = self._begin(self._installation.environment)

    def start_and_wait(self) -> None:
        """Start it, and return once the API answers."""
        self.start()
        assert self._server
        self._server.wait_ready(self._installation.answers)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the first process of it, if it runs."""
        if self._server:
            self._server.send(number)

    def stop(self) -> None:
        """Ask it to end, and wait for that; may be repeated."""
        if self._server:
            self._server.stop()
            self.kill()

    def kill(self) -> None:
        """End it and all its processes at once, as kill -9 or a power cut does; may be repeated."""
        if self._server:
            end_session(self._server.pid)
            self._server.stop()
        self._server = None

    def _begin(self, environment: Mapping[str, str]) -> Server:
        return Server(self._program, log=self.log, env=environment)


class ForkedPart(Part):
    """A command of the service as a fork of a process that has loaded it."""

    def __init__(self, name: str, command: str, installation: Installation) -> None:
        super().__init__(name, program(command), installation)
        self._command = command

    def _begin(self, environment: Mapping[str, str]) -> Server:
        if not can_fork(environment, self.log.parent):
            return super()._begin(environment)
        forked_by = loaded_service()
        return Server([self._command], log=self.log, env=environment, forked_by=forked_by)


class Installation(Closing):
    """One installation in a folder of its own, which becomes the working folder of all of it."""

    def __init__(
        self, folder: Path, settings: Mapping[str, str], *, is_forked: bool = False
    ) -> None:
        """Reserve the port; nothing is started or written yet.

        With `is_forked`, API and worker are forks, see `forked_service`: for tests of neither the
        start nor the memory nor the command line of a process.
        """
        self.folder = folder.absolute()
        self.settings = dict(settings)
        self._secrets = secret_settings(settings)
        self._port = ReservedPort()
        self.url = f"http://{LOOPBACK}:{self._port.number}"
        self.api_url = f"{self.url}/api/v1"
        self.api, self.worker = (
            ForkedPart(name, command, self) if is_forked else Part(name, program(command), self)
            for name, command in (("api", "serve"), ("worker", "worker"))
        )

    @property
    def environment(self) -> dict[str, str]:
        """The environment of every process of it."""
        own = {"PYTHONPATH": str(REPOSITORY), "DDS_PORT": str(self._port.number)}
        return clean_environment(**own, **self.settings)

    def run(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run `python -m dds_upload` with these arguments to its end, whatever its exit code."""
        command = program(*arguments)
        return run_to_end(command, env=self.environment, folder=self.folder, timeout=timeout)

    def succeed(self, *arguments: str) -> str:
        """What must work; gives what it printed. Forked where that makes no difference."""
        environment = self.environment
        if can_fork(environment, self.folder):
            done = loaded_service().run(arguments, env=environment, folder=self.folder)
        else:
            done = self.run(*arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def create_user(self, name: str, *options: str) -> User:
        """Make a user."""
        made = json.loads(self.succeed("users", "create", name, "--json", *options))
        self._secrets.update(made[it] for it in ("user_key", "agent_key", "api_token"))
        return User(**{field: made[field] for field in User.__slots__})

    def start(self) -> None:
        """Migrate, then start API and worker; returns once the API answers."""
        self.succeed("migrate")
        self.worker.start()
        self.api.start_and_wait()

    def restart(self) -> None:
        """Stop and start both, so that they see changed settings."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Stop both at once, the data stays; may be repeated."""
        for part in (self.api, self.worker):
            part.send(signal.SIGTERM)
        self.api.stop()
        self.worker.stop()

    def close(self) -> None:
        """Stop, and give the port back; no log may have told a secret."""
        self.stop()
        self._port.close()
        told = [f"{log.name}: {it}" for log, shown in self._logs() for it in self._told(log, shown)]
        assert not told, "\n".join(told)

    def _logs(self) -> Iterator[tuple[Path, Collection[str]]]:
        """Each with the secrets that it shows: those of the ready-made user, to who began `run`."""
        keys = self.folder / KEYS_FILE
        shown = json.loads(keys.read_text()).values() if keys.exists() else ()
        for log in self.folder.glob("*.log"):
            yield log, shown if log.stem == "run" else ()

    def _told(self, log: Path, shown: Collection[str]) -> list[str]:
        made = self.folder / "var" / "secret_key_base"
        known = {*self._secrets, made.read_text().strip()} if made.exists() else self._secrets
        return told_in(log.read_text("utf-8", "replace"), known, shown)

    def answers(self) -> bool:
        """Whether the API says that it can serve."""
        return is_healthy(self._port.number)

    def logs(self) -> str:
        """How the logs of all parts end."""
        ends = [(log.name, log.read_text()[-_LOG_SHOWN:]) for log in self.folder.glob("*.log")]
        return "\n".join(f"--- {name}\n{end}" for name, end in sorted(ends))


def program(*arguments: str) -> list[str]:
    """The command line of one of the service's commands."""
    return [sys.executable, "-m", "dds_upload", *arguments]
