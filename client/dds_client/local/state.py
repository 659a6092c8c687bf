"""The machine's memory of unfinished uploads: which upload a path belongs to.

The service knows which chunks are stored; this is only the way back to it. No file needs this
memory to be right, and nothing in it is a secret.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import platformdirs

from dds_client.errors import LocalError
from dds_client.local.tree import LocalFile, Signature


def state_folder() -> Path:
    """Where this machine keeps what it remembers (`XDG_STATE_HOME` where there is one)."""
    return Path(platformdirs.user_state_dir("dds", appauthor=False))


@dataclass(frozen=True, slots=True)
class Remembered:
    """An upload that was begun for a path, or that is just about to be.

    `key` makes beginning it something that can be repeated: killed in between, the same key gives
    the same upload. Until the service has answered, `upload_id` is empty.
    """

    key: str
    upload_id: str
    path: str
    project_id: str
    remote: list[str]
    size: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, key: str, upload_id: str, file: LocalFile, project_id: str) -> Remembered:
        """For a file as it was when its upload began."""
        size, changed_ns, inode = file.signature
        remote = list(file.remote)
        return cls(key, upload_id, file.path, project_id, remote, size, changed_ns, inode)

    @property
    def signature(self) -> Signature:
        """As the file was then."""
        return Signature(self.size, self.changed_ns, self.inode)


class Journal:
    """One small file for each upload on its way, of one account of one service."""

    def __init__(self, folder: Path, account: str) -> None:
        """`account` names service and user."""
        self._folder = folder / "uploads" / _key(account)

    def remember(self, entry: Remembered) -> None:
        """Written to a temporary file and renamed, so that it is whole or not there.

        Raises LocalError.
        """
        target = self._file(entry.path, entry.project_id)
        beside = target.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_text(json.dumps(asdict(entry)))
            beside.replace(target)
        except OSError as error:
            raise LocalError(f"{target} cannot be written: {error.strerror}") from error

    def recall(self, path: str, project_id: str) -> Remembered | None:
        """The upload that was begun for a path, if any."""
        return _read(self._file(path, project_id))

    def forget(self, path: str, project_id: str) -> None:
        """The upload is complete, or was given up."""
        self._file(path, project_id).unlink(missing_ok=True)

    def all(self) -> Iterator[Remembered]:
        """All unfinished uploads."""
        for file in sorted(self._folder.glob("*.json")):
            found = _read(file)
            if found is not None:
                yield found

    def _file(self, path: str, project_id: str) -> Path:
        return self._folder / f"{_key(project_id, path)}.json"


def _read(file: Path) -> Remembered | None:
    with contextlib.suppress(OSError, ValueError, TypeError):
        return Remembered(**json.loads(file.read_text()))
    return None


def _key(*parts: str) -> str:
    text = "\0".join(parts).encode("utf-8", "surrogateescape")
    return hashlib.sha256(text).hexdigest()[:32]
