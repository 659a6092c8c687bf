"""`dds login`."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from dds_client.client import Client
from dds_client.commands.command import Command, Run
from dds_client.errors import ExitCode, UsageError
from dds_client.settings.settings import (
    normal_url,
    read_file,
    settings_of,
    user_file,
    write_file,
)

EXAMPLES = (
    "dds login",
    "dds login --url https://dds.example --keys-from keys.json",
    "DDS_USER_KEY=... DDS_AGENT_KEY=... dds login --url https://dds.example",
)

_KEYS = ("user_key", "agent_key")


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(
        commands,
        "login",
        "try your keys, and keep them in ~/.ddsclient, where nobody else can read them",
        EXAMPLES,
        run,
        details="Keys are never given on the command line, where others could see them.",
    )
    command.with_common()
    command.options.value(
        "--keys-from",
        metavar="FILE",
        text="a JSON file with user_key and agent_key, as the service's operators hand out",
    )


def run(it: Run) -> ExitCode:
    """Ask, try, write."""
    path = user_file(os.environ)
    known = read_file(path)
    url = it.arguments.url or os.environ.get("DDS_URL") or _ask("Address", known.get("url"))
    values: dict[str, Any] = {"url": normal_url(str(url)), **_keys(it.arguments.keys_from)}
    settings = replace(settings_of({**known, **values, "auth": None}, {}), retry_for=10.0)
    with Client(settings) as client:
        user = client.service.accounts.current_user()
    write_file(path, {**values, "auth": None})
    it.output.document({"url": settings.url, "username": user.username, "file": str(path)})
    it.output.line(f"Signed in to {settings.url} as {user.username}; the keys are in {path}")
    return ExitCode.DONE


def _keys(file: str | None) -> dict[str, str]:
    if file is not None:
        return _from_file(Path(file))
    given = {key: os.environ.get(f"DDS_{key.upper()}", "") for key in _KEYS}
    words = {"user_key": "User key", "agent_key": "Agent key"}
    return {key: given[key] or _ask_secret(words[key]) for key in _KEYS}


def _from_file(path: Path) -> dict[str, str]:
    try:
        values = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    if not isinstance(values, Mapping) or not all(values.get(key) for key in _KEYS):
        raise UsageError(f"{path} has no {' and '.join(_KEYS)}")
    return {key: str(values[key]) for key in _KEYS}


def _ask(words: str, known: object) -> str:
    print(f"{words}{f' [{known}]' if known else ''}: ", end="", file=sys.stderr, flush=True)
    return _line() or str(known or "")


def _ask_secret(words: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(f"{words}: ", stream=sys.stderr).strip()
    print(f"{words}: ", end="", file=sys.stderr, flush=True)
    return _line()


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise UsageError("the input ended before everything was answered")
    return line.strip()
