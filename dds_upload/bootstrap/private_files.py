"""Hides stored files, and the keys to them, from other accounts of the machine."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterator, MutableMapping
from pathlib import Path

from config.settings import Settings
from dds_upload.bootstrap.parts import sqlite_files

log = logging.getLogger(__name__)

#: The permissions of the group and of all others.
_OTHERS = 0o077

#: Files in the folder by name, apart from databases and storage.
_NAMES = ("secret_key_base", "ready-made-user.json", "ready-made-user.draft")

#: An environment variable that names the folder that was closed.
_CLOSED = "_DDS_UPLOAD_CLOSED"


def create_privately() -> None:
    """From now on no file that the process makes is open to others, whatever the umask was.

    A default ACL on a folder of storage still lets a further account in.
    """
    os.umask(os.umask(_OTHERS) | _OTHERS)


def close_once(settings: Settings, var: Path, environ: MutableMapping[str, str]) -> None:
    """As `close_to_others`, once for this process and those that it starts or becomes."""
    here = str(var.absolute())
    if environ.get(_CLOSED) != here:
        close_to_others(settings, var)
        environ[_CLOSED] = here


def close_to_others(settings: Settings, var: Path) -> None:
    """Close open files in `var` that belong to this account; log those that belong to another.

    This is done once, because files in a closed folder are closed. It changes only files that the
    service has made, and `var` itself only if nothing else is in it.
    """
    if not var.is_dir():
        return
    own = {path.absolute() for path in _own(settings, var)}
    for path in own:
        _close(path)
    if all(path.absolute() in own for path in var.iterdir()):
        _close_one(var)


def _own(settings: Settings, var: Path) -> Iterator[Path]:
    yield from (var / name for name in _NAMES)
    folders = (path for each in settings.providers for path in each.kind.folders(each.options))
    for path in (*sqlite_files(settings.database_url.reveal()), *folders):
        if var.absolute() in path.absolute().parents:
            yield path


def _close(path: Path) -> None:
    """Close a file, or a folder with all files in it.

    The folder comes last, so that after a kill the next run finishes the work.
    """
    found = _opened(path)
    if found is None:
        return
    if found.st_uid != os.geteuid():
        log.warning("%s is open to others and belongs to another account: chmod -R go= it", path)
        return
    for folder, _, names in os.walk(path, topdown=False):
        for inner in (*(Path(folder, name) for name in names), Path(folder)):
            _close_one(inner)
    _close_one(path)


def _close_one(path: Path) -> None:
    found = _opened(path)
    if found is None or found.st_uid != os.geteuid():
        return
    try:
        path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    except FileNotFoundError:
        return  # SQLite removes some files when it likes
    except OSError as error:
        log.warning("%s stays open to others: %s", path, error.strerror)


def _opened(path: Path) -> os.stat_result | None:
    """The existing paths that are open to others; a link is open to nobody by itself."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return found if not stat.S_ISLNK(found.st_mode) and found.st_mode & _OTHERS else None
