"""The text that `run` prints for a person who tries the service."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from dds_upload.commands.ready_made_user import KEYS_FILE

_EXAMPLE = Path(__file__).parents[2] / "examples" / "transfer.py"


def welcome(url: str, keys: dict[str, str], *, has_portal: bool) -> str:
    """The address, the keys, and commands to begin with."""
    apart = {"api_token"} if has_portal else set()  # it is shown once, in the link
    shown = "\n".join(f"  {it + ':':<11}{value}" for it, value in keys.items() if it not in apart)
    here = shlex.quote(str(Path.cwd()))
    transfer = f"{_shown(sys.executable)} {_shown(_EXAMPLE)} {url}"
    return f"""
dds_upload is at {url}/api/v1
{_portal(url, keys) if has_portal else ""}
{shown}
  (kept in {KEYS_FILE})

Upload a file and download it again, in another terminal:
  cd {here}
  head -c 40000000 /dev/urandom > var/scan.dat
  FILE=$({transfer} upload var/scan.dat)
  {transfer} download $FILE var/back.dat
  cmp var/scan.dat var/back.dat && echo the same

README.md does it with curl, DukeDSClient, sentry-cli and pulp.
Ctrl-C stops everything; what was stored stays. Requests from now on:
"""


def _portal(url: str, keys: dict[str, str]) -> str:
    """The link that signs its user in, as any user's token does in this place."""
    return f"""
Open this in a browser, and drop files there:
  {url}/#token={keys["api_token"]}

An administrator, whose token goes into such a link as well:
  {_shown(sys.executable)} -m dds_upload users create NAME --admin
"""


def _shown(program: str | Path) -> str:
    """A path as a person would type it here."""
    path = Path(program)
    inside = path.is_relative_to(Path.cwd())
    return shlex.quote(str(path.relative_to(Path.cwd()) if inside else path))
