"""Temporary folders that name the process that made them, so that those of killed ones can go."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def own_name(kind: str) -> str:
    """How names of folders of that kind begin that this process makes."""
    return f"{kind}{os.getpid()}-"


def remove_abandoned(parent: Path, kind: str) -> None:
    """Remove folders of this account whose names say a process that is gone."""
    for folder in parent.glob(f"{kind}*"):
        pid = folder.name.removeprefix(kind).partition("-")[0]
        if pid.isdigit() and not _lives(int(pid)) and _is_own(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    try:
        return folder.lstat().st_uid == os.geteuid()
    except OSError:  # gone meanwhile
        return False


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
