"""Finds a place below the target folder for each remote file and folder."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dds_client.api.records import Entry, Parent, RemoteFile, RemoteFolder
from dds_client.download.names import safe_name, shortened
from dds_client.remote.tree import RemoteTree


@dataclass(frozen=True, slots=True)
class Place:
    """A remote file or folder, its path in the project, and its path below the target folder."""

    entry: Entry
    remote: str
    local: str

    @property
    def is_renamed(self) -> bool:
        """Whether the local path is another than the remote one."""
        return self.local != self.remote[1:]


class Placing:
    """Gives out places, folder by folder, the same ones in every run.

    Of several things of one name, the first is a folder, then the oldest file. `exists` tells what
    is in a place already, so that no folder is put where a file or link is, nor the other way.
    """

    def __init__(
        self,
        tree: RemoteTree,
        created_on: Callable[[Entry], str],
        kind_at: Callable[[str], str | None],
    ) -> None:
        self._tree = tree
        self._created_on = created_on
        self._kind_at = kind_at

    def all(self) -> Iterator[Place]:
        """Each folder before what lies in it."""
        yield from self.below(self._tree.project.parent)

    def below(self, parent: Parent) -> Iterator[Place]:
        """The same for one folder; paths begin there."""
        yield from self._below(parent, "", "")

    def _below(self, parent: Parent, remote: str, local: str) -> Iterator[Place]:
        taken: set[str] = set()
        for entry in self._in_order(self._tree.children(parent)):
            name = self._free(entry, local, taken)
            taken.add(name.casefold())
            place = Place(entry, f"{remote}/{entry.name}", f"{local}{name}")
            yield place
            if isinstance(entry, RemoteFolder):
                yield from self._below(entry.as_parent, place.remote, f"{place.local}/")

    def _in_order(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those whose names need no change come first, so that they keep them."""
        named: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            named[safe_name(entry.name).casefold()].append(entry)
        ordered: list[Entry] = []
        for _, same in sorted(named.items()):
            if len(same) > 1:
                same.sort(key=self._rank)
            ordered.extend(same)
        return ordered

    def _rank(self, entry: Entry) -> tuple[bool, bool, str, str]:
        is_changed = safe_name(entry.name) != entry.name
        is_file = isinstance(entry, RemoteFile)
        return is_changed, is_file, self._created_on(entry), entry.id

    def _free(self, entry: Entry, folder: str, taken: set[str]) -> str:
        base = safe_name(entry.name)
        name, number = base, 1
        while name.casefold() in taken or not self._suits(entry, folder + name):
            number += 1
            name = shortened(base, f" ({number})")
        return name

    def _suits(self, entry: Entry, path: str) -> bool:
        kind = self._kind_at(path)
        if kind is None:
            return True
        return kind == ("folder" if isinstance(entry, RemoteFolder) else "file")


def kind_below(target: str) -> Callable[[str], str | None]:
    """What is at a path below `target`: "folder", "file", "other" or None. Links are not followed.

    A link to a folder would lead out of the target; one in the place of a file is replaced.
    """

    def kind_at(path: str) -> str | None:
        try:
            mode = os.lstat(os.path.join(target, path)).st_mode  # noqa: PTH118
        except OSError:
            return None
        if stat.S_ISDIR(mode):
            return "folder"
        if stat.S_ISLNK(mode):
            is_folder = os.path.isdir(os.path.join(target, path))  # noqa: PTH112, PTH118
            return "other" if is_folder else "file"
        return "file" if stat.S_ISREG(mode) else "other"

    return kind_at
