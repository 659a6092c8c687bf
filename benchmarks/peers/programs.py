"""Where peers come from: PyPI and npm, each pinned, in a folder of its own below `.tools`.

They are fetched when they are first measured, and no test needs them. A pin file is a list for pip,
or what npm calls a lock. Scripts that npm packages bring for their installation are not run.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from portal.node import Node, NodeError, find_node
from tests.services.tools import ToolError, tool, tools_folder

_PINS = Path(__file__).parent / "pins"


def from_pypi(name: str) -> Path:
    """The environment of a peer that `pins/<name>.txt` lists; raises ToolError."""
    return tool(name, pins=_PINS)


def from_npm(name: str) -> Path:
    """The folder of a peer that `pins/<name>.json` locks; raises ToolError."""
    return tool(name, pins=_PINS, suffix=".json", build=_install)


def node() -> Path:
    """The program that runs such a peer."""
    return _node().bin_folder / "node"


def _node() -> Node:
    try:
        return find_node(tools_folder())
    except NodeError as error:
        raise ToolError(str(error)) from error


def _install(folder: Path, lock: Path) -> None:
    root = json.loads(lock.read_text())["packages"][""]
    folder.mkdir(parents=True)
    wanted = {"private": True, "dependencies": root["dependencies"]}
    (folder / "package.json").write_text(json.dumps(wanted))
    shutil.copy(lock, folder / "package-lock.json")
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    try:
        _node().npm("ci", *options, folder=folder)
    except NodeError as error:
        raise ToolError(str(error)) from error
