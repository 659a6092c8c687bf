"""The signing key of an installation whose operator set none: made once, then read.

It is good for one host only, since the key is on that host's disk. `settings` decides whether that
suffices.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from config.folders import make_folder
from config.table import KEY_LENGTH_MIN
from dds_upload.core.durable import sync_folder
from dds_upload.core.secret import Secret
from dds_upload.core.settings.reading import ConfigurationError

_NAME = "secret_key_base"


def read_or_make(var: Path) -> Secret:
    """The key in `var`, made (0600) if it is missing; processes that call at once get the same key.

    Raises ConfigurationError if it can be neither read nor made.
    """
    path = var / _NAME
    try:
        if not path.exists():
            _make(path)
        value = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(
            [f"SECRET_KEY_BASE is not set and {path} cannot be used: {error.strerror}"]
        ) from error
    except UnicodeDecodeError:
        value = ""
    if len(value) < KEY_LENGTH_MIN:
        raise ConfigurationError([f"{path} must hold at least {KEY_LENGTH_MIN} characters"])
    return Secret(value)


def _make(path: Path) -> None:
    """Publish a key under `path` in one step: whole, flushed, and only if no other process did."""
    make_folder(path.parent)
    number, name = tempfile.mkstemp(prefix=f".{_NAME}-", dir=path.parent)  # made as 0600
    try:
        with os.fdopen(number, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(name, path)  # unlike a rename, it never replaces
        sync_folder(path.parent)  # another key would make all tokens and URLs invalid
    finally:
        Path(name).unlink()
