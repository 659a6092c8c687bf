"""The user that `run` makes at its first start, and the file that keeps the user's keys."""

from __future__ import annotations

import json
import os
from itertools import chain, count
from pathlib import Path

from dds_upload.core.durable import sync_folder
from dds_upload.operations.accounts.users import CreatedUser, ManageUsers

#: The user's name, unless it is taken.
_USER = "researcher"

KEYS_FILE = Path("var") / "ready-made-user.json"


#: What is kept.
_NAMES = {"username", "user_key", "agent_key", "api_token"}


def ready_made_user(users: ManageUsers) -> dict[str, str]:
    """The keys from a file that only its owner may read; made with the user at the first start.

    If the file or the user is lost, both are made anew: keys of an existing user are not replaced.
    """
    taken = {user.username for user in users.all()}
    kept = _kept()
    if kept is not None and kept["username"] in taken:
        return kept
    names = chain([_USER], (f"{_USER}-{number}" for number in count(2)))
    free = next(name for name in names if name not in taken)
    made = _revealed(users.create(free, full_name="Ready-made user"))
    _keep(made)
    return made


def _revealed(created: CreatedUser) -> dict[str, str]:
    return {
        "username": created.user.username,
        "user_key": created.keys.user_key.reveal(),
        "agent_key": created.keys.agent_key.reveal(),
        "api_token": created.api_token.reveal(),
    }


def _kept() -> dict[str, str] | None:
    """None if there is no file, or one that a power cut left empty."""
    try:
        kept = json.loads(KEYS_FILE.read_text())
    except (FileNotFoundError, ValueError):
        return None
    return kept if isinstance(kept, dict) and kept.keys() == _NAMES else None


def _keep(keys: dict[str, str]) -> None:
    """Write the whole file or none, and never readable for others."""
    KEYS_FILE.parent.mkdir(parents=True, exist_ok=True)
    draft = KEYS_FILE.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(draft, flags, 0o600), "w") as file:
        json.dump(keys, file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(KEYS_FILE)
    sync_folder(KEYS_FILE.parent)
