"""A user at the command line, with a home folder of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.e2e.installation import REPOSITORY, Installation, User
from tests.services.loaded import LoadedProgram, loaded_modules
from tests.services.processes import clean_environment

Json = dict[str, Any]

#: No command of a test takes as long; seconds.
_TIMEOUT = 180.0

#: What Python is told, and what it has to run.
_PYTHON = {"PYTHONPATH": str(REPOSITORY / "client")}
_PROGRAM = ("-m", "dds_client")


@cache
def _loaded() -> LoadedProgram:
    env = clean_environment(**_PYTHON)
    return loaded_modules(Path(sys.executable), "dds_client.commands.main", env=env)


@dataclass(slots=True)
class Desk:
    """`dds` out of this tree, for one user of one service."""

    home: Path
    url: str
    user: User
    project: str = field(default_factory=lambda: f"Mice and 'Men' {uuid4().hex[:8]}")
    variables: dict[str, str] = field(default_factory=dict)

    @classmethod
    def at(cls, installation: Installation, user: User, home: Path) -> Desk:
        """Signed in, in a folder where files can be put."""
        home.mkdir(parents=True, exist_ok=True)
        desk = cls(home.absolute(), installation.api_url, user)
        desk.sign_in()
        return desk

    def sign_in(self, **changes: str) -> None:
        """Write ~/.ddsclient as `dds login` does."""
        keys = {"user_key": self.user.user_key, "agent_key": self.user.agent_key}
        file = self.home / ".ddsclient"
        file.touch(mode=0o600)
        file.write_text(json.dumps({"url": self.url, **keys, **changes}))  # JSON is YAML, too

    @property
    def environment(self) -> dict[str, str]:
        """What the program runs in."""
        own = {
            "HOME": str(self.home),
            "XDG_STATE_HOME": str(self.home / "state"),
            **_PYTHON,
        }
        return clean_environment(**{**own, **self.variables})

    def command(self, *arguments: str | Path) -> list[str]:
        """The command line of the program."""
        return [sys.executable, *_PROGRAM, *map(str, arguments)]

    def dds(self, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run it to its end, whatever its exit code; a fork of what is loaded once."""
        env = {**self.environment, **variables}
        command = [*_PROGRAM, *arguments]
        return _loaded().run(command, env=env, folder=self.home, timeout=_TIMEOUT)

    def succeed(self, *arguments: str | Path, **variables: str) -> str:
        """What a command that works prints."""
        done = self.dds(*arguments, **variables)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def json(self, *arguments: str | Path, expect: int = 0, **variables: str) -> Json:
        """The document that a command prints with --json."""
        done = self.dds(*arguments, "--json", **variables)
        assert done.returncode == expect, (done.returncode, done.stdout, done.stderr)
        return dict(json.loads(done.stdout))

    def upload(self, *paths: str | Path, expect: int = 0, **variables: str) -> Json:
        """What became of an upload to the project."""
        return self.json("upload", "-p", self.project, *paths, expect=expect, **variables)

    def states(self, *paths: str | Path, expect: int = 0) -> Mapping[str, str]:
        """What became of each file of an upload."""
        files = self.upload(*paths, expect=expect)["files"]
        return {each["path"]: each["state"] for each in files}

    def download(self, folder: str, *arguments: str, expect: int = 0) -> Json:
        """What became of a download of the project."""
        return self.json("download", "-p", self.project, *arguments, folder, expect=expect)

    def listed(self) -> list[str]:
        """The remote paths of everything in the project."""
        return [each["path"] for each in self.json("list", "-p", self.project)["entries"]]
