"""Folders for servers that run as another account than the tests.

The temporary folders of pytest are closed to everybody else (0700), and pytest closes them again
if somebody opens them. A server that root starts as `nobody` needs a folder of its own beside
them. It must be gone after the run; what a killed run left is removed by the next one.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW = "new-"
_LOCK = ".in-use"


@contextmanager
def open_folder(kind: str, below: Path | None = None) -> Iterator[Path]:
    """Yield a fresh folder every account can enter; remove it and everything in it at the end.

    It lies in `below`, or where temporary files of this machine lie.
    """
    root = below or Path(tempfile.gettempdir())
    prefix = f"dds-test-{kind}-"
    _remove_abandoned(root, prefix)
    made = Path(tempfile.mkdtemp(prefix=_NEW + prefix, dir=root))
    with (made / _LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made.chmod(0o755)
        # Only now under the name that others look for, so that none is found without its lock.
        folder = made.rename(root / made.name.removeprefix(_NEW))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _remove_abandoned(root: Path, prefix: str) -> None:
    for folder in root.glob(f"{prefix}*"):
        if folder.lstat().st_uid == os.geteuid() and not _is_in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_in_use(folder: Path) -> bool:
    try:
        with (folder / _LOCK).open("r") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:  # locked; or it could not be found out, which is no reason to remove it
        return True
    return False
