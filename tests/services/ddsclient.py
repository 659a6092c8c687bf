"""The unmodified DukeDSClient, as its users run it: the command line, or a script with its SDK.

It must not patch the client: what it gets from here is a configuration file and an environment.
Each run is a fork of a process that has loaded the client already, which takes most of a run
otherwise.
"""

import json
import subprocess
from functools import cache
from pathlib import Path

from tests.services.loaded import LoadedProgram, loaded_modules
from tests.services.processes import clean_environment
from tests.services.tools import tool

# Before each command the client asks the package index for a newer release of itself. A proxy
# that refuses (the discard port) keeps the tests off the network and ends that attempt at once.
# The client then says so on stderr and sleeps for 2 s, which cannot be configured away.
_NO_NETWORK = {"HTTPS_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1,localhost"}


@cache
def _loaded() -> LoadedProgram:
    return loaded_modules(_program("python"), "ddsc.__main__", env=_environment())


def _program(name: str) -> Path:
    return tool("ddsclient") / "bin" / name


def _environment(**extra: str) -> dict[str, str]:
    return clean_environment(PYTHONUTF8="1", **_NO_NETWORK, **extra)


class DukeDSClient:
    """One user's client, configured for one service.

    `config` takes any further key of the client's file, such as upload_bytes_per_chunk.
    """

    def __init__(
        self, folder: Path, url: str, user_key: str, agent_key: str, **config: str | int | bool
    ) -> None:
        """Write the configuration; `folder` becomes the client's home and working folder."""
        self.folder = folder.absolute()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config_file = self.folder / "ddsclient.yml"
        self.config_file.touch(mode=0o600)
        keys = {"url": url, "user_key": user_key, "agent_key": agent_key}
        self.config_file.write_text(json.dumps(keys | config, indent=1))  # JSON is YAML, too

    def run(self, *arguments: str | Path, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run `ddsclient` with `arguments` to its end, whatever its exit status.

        Raises subprocess.TimeoutExpired after having ended it and its worker processes.
        """
        return self._run(_program("ddsclient"), *arguments, timeout=timeout)

    def sdk(self, script: str, *, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run a Python script in the client's environment to its end, whatever its exit status.

        `ddsc.sdk.client.Client()` finds the configuration there by itself. Raises as run() does.
        """
        return self._run("-c", script, timeout=timeout)

    def _run(self, *arguments: str | Path, timeout: float) -> subprocess.CompletedProcess[str]:
        env = _environment(HOME=str(self.folder), DDSCLIENT_CONF=str(self.config_file))
        return _loaded().run(arguments, env=env, folder=self.folder, timeout=timeout)
