"""Keeps two processes of one account and machine from sending the same path."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dds_client.errors import PathInUse, UsageError


@contextmanager
def hold(folder: Path, account: str, paths: Sequence[str]) -> Iterator[None]:
    """Hold paths, with all that is below them, while the `with` lasts.

    The kernel gives them back when the process ends, however it ends. Raises PathInUse with the
    process that holds one of them, or something above or below it; UsageError if the folder
    cannot be written.
    """
    locks = folder / "locks"
    real = [os.path.realpath(path) for path in paths]
    try:
        locks.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (locks / ".guard").open("w") as guard:
            fcntl.flock(guard, fcntl.LOCK_EX)
            _check_free(locks, account, real)
            own = _take(locks, account, real)
    except OSError as error:
        raise UsageError(
            f"{locks} cannot be written: {error.strerror}; set XDG_STATE_HOME to another folder"
        ) from error
    try:
        yield
    finally:
        Path(own.name).unlink(missing_ok=True)
        own.close()


def _take(locks: Path, account: str, paths: Sequence[str]) -> IO[str]:
    own = (locks / f"{os.getpid()}-{os.urandom(4).hex()}.lock").open("w")
    fcntl.flock(own, fcntl.LOCK_EX)
    json.dump({"pid": os.getpid(), "account": account, "paths": list(paths)}, own)
    own.flush()
    return own


def _check_free(locks: Path, account: str, paths: Sequence[str]) -> None:
    for file in locks.glob("*.lock"):
        with contextlib.suppress(FileNotFoundError), file.open("r+") as other:
            if _is_stale(other):
                file.unlink(missing_ok=True)
                continue
            held = json.load(other)
            if held["account"] != account:
                continue
            for path in paths:
                for theirs in held["paths"]:
                    if _overlap(path, theirs):
                        raise PathInUse(f"process {held['pid']} is sending {theirs} already")


def _is_stale(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _overlap(one: str, other: str) -> bool:
    return one == other or os.path.commonpath((one, other)) in {one, other}
