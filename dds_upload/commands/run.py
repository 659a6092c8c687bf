"""The command `run`: everything on this machine, for trying out and for small installations."""

from __future__ import annotations

import argparse
import errno
import json
import os
import signal
import socket
import subprocess
import sys
import time
from itertools import chain, count
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from dds_upload.bootstrap.installation import migrate_all
from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command

#: The user that is there from the first start.
_USER = "researcher"
_KEYS_FILE = Path("var") / "ready-made-user.json"

#: How long the API may take to answer first, and the children to end; seconds.
_START_SECONDS, _STOP_SECONDS = 30.0, 40.0


def add_commands(subparsers: Any) -> None:
    """Add `run`."""
    help = "migrate, make a user, and serve with a worker until Ctrl-C"
    add_command(subparsers, "run", run, help)


def run(service: Service, args: argparse.Namespace) -> int:
    """Prepare, start the children, and stay until one of them ends or a signal comes."""
    url = _base_url(service)
    if not _is_free(service.parts.settings.host, service.parts.settings.port):
        print(f"error: {url} is in use already", file=sys.stderr)
        return 1
    migrate_all(service)
    keys = _ready_made_user(service)
    service.parts.close()
    children = [_start("serve"), _start("worker")]
    stop = _on_signals(children)
    try:
        if _answers(f"{url}/health", children):
            _print_welcome(url, keys)
        while all(child.poll() is None for child in children):
            time.sleep(0.2)
    finally:
        stop()
        codes = [_ended(child) for child in children]
    return max(abs(code) for code in codes)


def _start(command: str) -> subprocess.Popen[bytes]:
    # A group of its own: Ctrl-C reaches the parent only, which then ends the children in order.
    return subprocess.Popen([sys.executable, "-m", "dds_upload", command], process_group=0)


def _on_signals(children: list[subprocess.Popen[bytes]]) -> Any:
    def stop(*_: object) -> None:
        for child in children:
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the last: a closed terminal
        signal.signal(number, stop)
    return stop


def _ended(child: subprocess.Popen[bytes]) -> int:
    try:
        return child.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _answers(url: str, children: list[subprocess.Popen[bytes]]) -> bool:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and all(child.poll() is None for child in children):
        try:
            with urlopen(url, timeout=2):
                return True
        except (URLError, OSError):
            time.sleep(0.05)
    return False


def _is_free(host: str, port: int) -> bool:
    """Ports can be shared: without this, two starts would each answer some of the calls."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error.errno != errno.EADDRINUSE
    return True


def _base_url(service: Service) -> str:
    host = service.parts.settings.host
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{local}:{service.parts.settings.port}"


def _ready_made_user(service: Service) -> dict[str, str]:
    """The keys as kept in a file only the owner may read; made with the user at the first start.

    Where the file or the user is lost, there is a new one of both: nobody's keys are replaced.
    """
    users = service.operations.accounts.users
    taken = {user.username for user in users.all()}
    if _KEYS_FILE.exists():
        kept: dict[str, str] = json.loads(_KEYS_FILE.read_text())
        if kept["username"] in taken:
            return kept
    names = chain([_USER], (f"{_USER}-{number}" for number in count(2)))
    free = next(name for name in names if name not in taken)
    created = users.create(free, full_name="Ready-made user")
    made = {
        "username": created.user.username,
        "user_key": created.keys.user_key.reveal(),
        "agent_key": created.keys.agent_key.reveal(),
        "api_token": created.api_token.reveal(),
    }
    _keep(made)
    return made


def _keep(keys: dict[str, str]) -> None:
    """Whole or not at all, and never readable for others."""
    _KEYS_FILE.parent.mkdir(parents=True, exist_ok=True)
    draft = _KEYS_FILE.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(draft, flags, 0o600), "w") as file:
        json.dump(keys, file, indent=2)
    draft.replace(_KEYS_FILE)


def _print_welcome(url: str, keys: dict[str, str]) -> None:
    shown = "\n".join(f"  {name + ':':<11}{value}" for name, value in keys.items())
    header = f'-H "Authorization: {keys["api_token"]}"'
    print(
        f"""
dds_upload is at {url}/api/v1

{shown}
  (kept in {_KEYS_FILE})

Try next:
  curl {header} {url}/api/v1/storage_providers
  curl {header} {url}/api/v1/projects -H "Content-Type: application/json" \\
       -d '{{"name": "Mice", "description": "A first project"}}'
  curl {header} {url}/api/v1/projects

Ctrl-C stops everything; what was stored stays.
""",
        flush=True,
    )
