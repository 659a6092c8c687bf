"""The unmodified sentry-cli, as its users run it: a binary and an environment.

It must not patch the client, and the client must not see the environment of whoever runs the tests.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.services.processes import Server, clean_environment, run_to_end
from tests.services.tools import tool

#: Its major versions there are pins of, newest first.
VERSIONS = ("3", "2")


class SentryCli:
    """One user's client for one project of a service."""

    def __init__(
        self,
        folder: Path,
        url: str,
        token: str,
        organization: str,
        project: str,
        version: str = VERSIONS[0],
    ) -> None:
        """`folder` becomes the client's home and working folder; `url` has no path."""
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self._binary = tool(f"sentry-cli-{version}") / "bin" / "sentry-cli"
        self._environment = clean_environment(
            HOME=str(self.folder),
            SENTRY_URL=url,
            SENTRY_AUTH_TOKEN=token,
            SENTRY_ORG=organization,
            SENTRY_PROJECT=project,
            SENTRY_LOAD_DOTENV="0",
            SENTRY_DISABLE_UPDATE_CHECK="1",
        )

    def run(self, *arguments: str | Path, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run it to its end, whatever its exit status.

        Raises subprocess.TimeoutExpired after having ended it.
        """
        command = [self._binary, *arguments]
        return run_to_end(command, env=self._environment, folder=self.folder, timeout=timeout)

    def start(self, *arguments: str | Path) -> Server:
        """Run it beside the test, which has to stop it."""
        log = self.folder / "sentry-cli.log"
        return Server([self._binary, *arguments], log=log, env=self._environment)
