"""The settings of a run, and the files and variables that they come from.

The files and their keys are those of DukeDSClient: `/etc/ddsclient.conf`, then `~/.ddsclient` or
the file that `DDSCLIENT_CONF` names, in YAML; `DUKE_DATA_SERVICE_AUTH` is a token.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from dds_client.errors import UsageError
from dds_client.settings.units import config_bytes
from dds_client.wire.session import Credentials

GLOBAL_FILE = Path("/etc/ddsclient.conf")

#: What macOS leaves behind, and the file with the keys.
EXCLUDED = r"^\.DS_Store$|^\.ddsclient$|^\._"

#: Requests to storage at the same time, by default.
JOBS = 8

#: How long a request is repeated in vain, by default; seconds.
RETRY_FOR = 600.0

_PREFIX = "/api/v1"


@dataclass(frozen=True, slots=True)
class Settings:
    """How a client works.

    `url` is the address of the service, or of its API. `chunk_size` in bytes is what the user
    prefers, within what the service allows; `retry_for` is in seconds.
    """

    url: str
    credentials: Credentials
    upload_jobs: int = JOBS
    download_jobs: int = JOBS
    retry_for: float = RETRY_FOR
    exclude: str = EXCLUDED
    provider: str | None = None
    page_size: int = 1000
    chunk_size: int | None = None

    def __post_init__(self) -> None:
        """Raises UsageError for a wrong address."""
        object.__setattr__(self, "url", normal_url(self.url))


def user_file(environ: Mapping[str, str]) -> Path:
    """The user's own file."""
    named = environ.get("DDSCLIENT_CONF")
    return Path(named) if named else Path("~/.ddsclient").expanduser()


def load(environ: Mapping[str, str] = os.environ, *, allow_open_file: bool = False) -> Settings:
    """The settings of these files and variables. Raises UsageError."""
    own = user_file(environ)
    if not (allow_open_file or environ.get("DDSCLIENT_CONF")):
        _check_private(own)
    return settings_of({**read_file(GLOBAL_FILE), **read_file(own)}, environ)


def settings_of(values: Mapping[str, Any], environ: Mapping[str, str]) -> Settings:
    """The settings of values by the keys of the file. Raises UsageError."""
    url = environ.get("DDS_URL") or values.get("url")
    if not url:
        raise UsageError("no service is configured; run `dds login`")
    credentials = Credentials(
        token=_text(values, "auth") or environ.get("DUKE_DATA_SERVICE_AUTH") or None,
        user_key=_text(values, "user_key"),
        agent_key=_text(values, "agent_key"),
    )
    chunk = values.get("upload_bytes_per_chunk")
    return Settings(
        url=str(url),
        credentials=credentials,
        upload_jobs=_count(values, "upload_workers", JOBS),
        download_jobs=_count(values, "download_workers", JOBS),
        exclude=_regex(values.get("file_exclude_regex", EXCLUDED)),
        provider=_text(values, "storage_provider_id"),
        page_size=min(_count(values, "get_page_size", 1000), 1000),
        chunk_size=None if chunk is None else max(1, config_bytes(chunk)),
    )


def read_file(path: Path) -> dict[str, Any]:
    """What stands in a file; nothing if there is none. Raises UsageError."""
    try:
        text = path.read_text()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UsageError(f"{path} is not YAML") from error
    if not isinstance(values, dict):
        raise UsageError(f"{path} holds no settings")
    return values


def write_file(path: Path, changes: Mapping[str, str | None]) -> None:
    """Put values into a file and keep its others; None removes one. Nobody else can read it."""
    values = {**read_file(path), **changes}
    kept = {key: value for key, value in values.items() if value is not None}
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            yaml.safe_dump(kept, file, sort_keys=False)
        beside.replace(path.resolve())
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise UsageError(f"{path} cannot be written: {error}") from error


def normal_url(text: str) -> str:
    """The address of the API; a bare host gets the path that the service has it at.

    Raises UsageError.
    """
    parts = urlsplit(text.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError(f"{text!r} is no address; write https://dds.example{_PREFIX}")
    if parts.username or parts.password:
        raise UsageError("an address must not hold a password")
    path = parts.path.rstrip("/") or _PREFIX
    return f"{parts.scheme}://{parts.netloc}{path}"


def _check_private(path: Path) -> None:
    if os.name == "posix" and path.exists() and path.stat().st_mode & 0o077:
        raise UsageError(f"{path} can be read by others; run `chmod 600 {path}`")


def _text(values: Mapping[str, Any], key: str) -> str | None:
    value = values.get(key)
    return None if value is None or value == "" else str(value)


def _count(values: Mapping[str, Any], key: str, default: int) -> int:
    value = values.get(key)
    if value is None:
        return default
    if not str(value).isdigit() or int(value) < 1:
        raise UsageError(f"{key} is {value!r}, and should be a number from 1")
    return int(value)


def _regex(value: object) -> str:
    text = "" if value is None else str(value)
    try:
        re.compile(text)
    except re.error as error:
        raise UsageError(f"file_exclude_regex is no regular expression: {error}") from error
    return text
