"""The folder in which the processes of one server keep their measurements together.

prometheus_client finds the folder by an environment variable. A folder that the operator set is
used and not removed, as it may be for several programs. The folder of another server is not used:
a successor (USR2) inherits the variable of the server that it replaces.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_NAME = "PROMETHEUS_MULTIPROC_DIR"
_KIND = "dds_upload-server-"


def share_measurements(parent: str | None) -> None:
    """Make a folder below `parent`, or below that of temporary files, unless one was given.

    Folders of servers that were killed are removed now, because they take up memory.
    """
    _remove_abandoned(Path(parent or tempfile.gettempdir()))
    given = os.environ.get(_NAME, "")
    if not given or _KIND in given:
        os.environ[_NAME] = tempfile.mkdtemp(prefix=_own(), dir=parent)


def remove_measurements() -> None:
    """Remove the folder that this process made."""
    given = os.environ.get(_NAME, "")
    if _own() in given:
        shutil.rmtree(given, ignore_errors=True)


def _remove_abandoned(parent: Path) -> None:
    for folder in parent.glob(f"{_KIND}*"):
        pid = folder.name.removeprefix(_KIND).partition("-")[0]
        if pid.isdigit() and not _lives(int(pid)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _own() -> str:
    return f"{_KIND}{os.getpid()}-"
