"""The files and folders at local paths, as they will be in a project."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from dds_client.errors import LocalError, UsageError
from dds_client.local.ignore import Ignored

#: Names from the outermost folder of the project to the thing itself.
RemotePath = tuple[str, ...]


class Signature(NamedTuple):
    """What shows that a file was written to: size in bytes, time of change, which file it is."""

    size: int
    changed_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file that is to be sent."""

    path: str
    remote: RemotePath
    signature: Signature

    @property
    def name(self) -> str:
        """Its own name."""
        return self.remote[-1]

    @property
    def remote_path(self) -> str:
        """Where it is in the project: `/scans/mouse.tif`."""
        return "/" + "/".join(self.remote)

    @property
    def size(self) -> int:
        """In bytes, as it was when the folder was read."""
        return self.signature.size


@dataclass(frozen=True, slots=True)
class Skipped:
    """A path that is not sent, and the reason."""

    path: str
    reason: str


@dataclass(slots=True)
class LocalTree:
    """Folders before what lies in them; files; what is left out and what could not be read."""

    folders: list[RemotePath] = field(default_factory=list)
    files: list[LocalFile] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    unreadable: list[Skipped] = field(default_factory=list)

    def only(self, paths: frozenset[str]) -> LocalTree:
        """These files of it, and the folders that they lie in."""
        files = [file for file in self.files if file.path in paths]
        above = {parent for file in files for parent in parents_of(file.remote)}
        return LocalTree([each for each in self.folders if each in above], files)


def signature_of(status: os.stat_result) -> Signature:
    """Of a file whose status was read."""
    return Signature(status.st_size, status.st_mtime_ns, status.st_ino)


def roots_of(paths: Sequence[str]) -> list[str]:
    """The paths as they are walked, each once.

    Raises UsageError if one is not there, or if two would have the same name in the project.
    """
    found: dict[str, str] = {}
    for path in paths:
        absolute = os.path.abspath(path)  # noqa: PTH100 - resolves no links: their names count
        name = os.path.basename(absolute)  # noqa: PTH119
        if not os.path.exists(absolute):  # noqa: PTH110
            raise UsageError(f"there is no file or folder {path}")
        if not name:
            raise UsageError(f"{path} has no name that it could have in a project")
        if found.setdefault(name, absolute) != absolute:
            raise UsageError(f"{found[name]} and {absolute} would both be /{name} in the project")
    return list(found.values())


class Shown:
    """Absolute paths as the user wrote them."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._roots = [(os.path.abspath(path), path.rstrip("/") or path) for path in paths]  # noqa: PTH100

    def __call__(self, path: str) -> str:
        """One path, at or below one that was written."""
        for root, written in self._roots:
            if path == root:
                return written
            if path.startswith(f"{root}/"):
                return written + path[len(root) :]
        return path


def read_tree(roots: Sequence[str], ignored: Ignored, *, follow_links: bool = False) -> LocalTree:
    """Walk the roots; a root that was named is sent, even by a link."""
    tree = LocalTree()
    walk = _Walk(tree, follow_links)
    for root in roots:
        remote = (os.path.basename(root),)  # noqa: PTH119
        if os.path.isdir(root):  # noqa: PTH112
            walk.folder(root, remote, ignored.within(root), ())
        else:
            walk.file(root, remote)
    return tree


class _Walk:
    def __init__(self, tree: LocalTree, follow_links: bool) -> None:
        self._tree = tree
        self._follow = follow_links

    def folder(
        self, path: str, remote: RemotePath, ignored: Ignored, above: tuple[tuple[int, int], ...]
    ) -> None:
        """One folder and all below it; `above` shows links that lead back into themselves."""
        try:
            status = Path(path).stat()
            entries = sorted(os.scandir(path), key=lambda entry: entry.name)
        except OSError as error:
            self._tree.unreadable.append(Skipped(path, _words(error)))
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            self._skip(path, "a link to a folder that it lies in")
            return
        self._tree.folders.append(remote)
        for entry in entries:
            self._entry(entry, (*remote, entry.name), ignored, (*above, here))

    def _entry(
        self,
        entry: os.DirEntry[str],
        remote: RemotePath,
        ignored: Ignored,
        above: tuple[tuple[int, int], ...],
    ) -> None:
        if entry.is_dir():
            if ignored.folder(entry.path):
                return
            if entry.is_symlink() and not self._follow:
                self._skip(entry.path, "a link to a folder; --follow-symlinks sends it")
                return
            self.folder(entry.path, remote, ignored.within(entry.path), above)
        elif not ignored.file(entry.path, entry.name):
            self.file(entry.path, remote)

    def file(self, path: str, remote: RemotePath) -> None:
        """One file, or the file that a link leads to."""
        try:
            status = Path(path).stat()
        except OSError as error:
            if Path(path).is_symlink():
                self._skip(path, "a link to nothing")
            else:
                self._tree.unreadable.append(Skipped(path, _words(error)))
            return
        if not stat.S_ISREG(status.st_mode):
            self._skip(path, f"a {_kind(status.st_mode)}")
            return
        self._tree.files.append(LocalFile(path, remote, signature_of(status)))

    def _skip(self, path: str, reason: str) -> None:
        self._tree.skipped.append(Skipped(path, reason))


def open_file(path: str) -> int:
    """A descriptor for reading. Raises LocalError."""
    try:
        return os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
    except OSError as error:
        raise LocalError(_words(error)) from error


def _words(error: OSError) -> str:
    return error.strerror or str(error)


def _kind(mode: int) -> str:
    kinds = {stat.S_ISFIFO: "pipe", stat.S_ISSOCK: "socket"}
    return next((word for test, word in kinds.items() if test(mode)), "device")


def parents_of(path: RemotePath) -> Iterator[RemotePath]:
    """The folders that a path lies in, outermost first."""
    return (path[:depth] for depth in range(1, len(path)))
