"""The unmodified clients of Pulp, as their users run them: the command line, or a script of theirs.

A script may use pulp-glue, the library below the command line, or the generated bindings
(`pulpcore.client.pulpcore`); neither gets into the process of the tests. It must not patch the
clients, and they must not see the environment of whoever runs the tests. What runs to its end is
a fork of a process that has loaded the command line already, which takes most of a run otherwise.
"""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path

from tests.services.loaded import LoadedProgram, loaded_modules
from tests.services.processes import Server, clean_environment
from tests.services.tools import tool

#: Where the configuration is, seen from the working folder. The command line finds out when it is
#: loaded, and that is once for all homes.
_CONFIG = "config"

#: All that come with the command line; it loads each at every start.
_PLUGINS = ("ansible", "common", "container", "core", "file", "python", "rpm")


@cache
def _loaded() -> LoadedProgram:
    plugins = [f"pulpcore.cli.{name}" for name in _PLUGINS]
    env = clean_environment(XDG_CONFIG_HOME=_CONFIG)
    return loaded_modules(tool("pulp") / "bin" / "python", "pulp_cli", *plugins, env=env)


class PulpCli:
    """One user's client, configured for one service.

    Its home is its own and so is what it remembers, which is for ever: the description of the
    API, by the service's address.
    """

    def __init__(self, folder: Path, url: str, username: str, password: str) -> None:
        """`folder` becomes the client's home and working folder; `url` has no path."""
        self.folder = folder.absolute()
        self.config_file = self.folder / _CONFIG / "pulp" / "cli.toml"
        self.config_file.parent.mkdir(parents=True, exist_ok=True)
        self.config_file.touch(mode=0o600)
        settings = {"base_url": url, "username": username, "password": password}
        lines = [f"{key} = {json.dumps(value)}\n" for key, value in settings.items()]
        self.config_file.write_text("".join(["[cli]\n", *lines]))  # JSON's strings are TOML, too
        self._programs = tool("pulp") / "bin"
        self._environment = clean_environment(
            HOME=str(self.folder),
            XDG_CONFIG_HOME=_CONFIG,
            XDG_CACHE_HOME=str(self.folder / "cache"),
            NO_PROXY="127.0.0.1,localhost",
        )

    def run(self, *arguments: str | Path, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run `pulp` with `arguments` to its end, whatever its exit status.

        Raises subprocess.TimeoutExpired after having ended it.
        """
        return self._run(self._programs / "pulp", *arguments, timeout=timeout)

    def start(self, *arguments: str | Path) -> Server:
        """Run `pulp` beside the test, which has to stop it; what it prints is in pulp.log."""
        command = [self._programs / "pulp", *arguments]
        return Server(command, log=self.folder / "pulp.log", env=self._environment)

    def run_script(
        self, script: str | Path, *arguments: str | Path, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Run a Python script, a file's or a text, in the clients' environment to its end.

        `PulpContext.from_config_files()` of pulp-glue finds the service and the user by itself;
        the bindings know no such file and have to be told. Raises as run() does.
        """
        source = [script.absolute()] if isinstance(script, Path) else ["-c", script]
        return self._run(*source, *arguments, timeout=timeout)

    def _run(self, *arguments: str | Path, timeout: float) -> subprocess.CompletedProcess[str]:
        env, folder = self._environment, self.folder
        return _loaded().run(arguments, env=env, folder=folder, timeout=timeout)
