"""Finds for each of many files a path in its project that nothing else has.

Names in a project need not be unique, but clients that download a project make paths of them: of
two entries with one path, one would be lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from dds_upload.core.content.deliveries import FolderKey, NewFile, NewFolder
from dds_upload.core.content.records import DeliveryRecords
from dds_upload.core.content.requests import Destination

#: An upload, and its destination.
Delivery = tuple[UUID, Destination]

#: A project, and the names from its root down to a folder or file.
Path = tuple[UUID, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FoundPaths:
    """The folders and files to make; a parent comes before the folders in it."""

    folders: Sequence[NewFolder]
    files: Sequence[NewFile]


@dataclass(frozen=True, slots=True)
class FindPaths:
    """A few statements for all files together, and again for those whose path was taken."""

    deliveries: DeliveryRecords

    def __call__(self, wanted: Sequence[Delivery]) -> FoundPaths:
        """Inside a transaction that locks the projects; changes nothing."""
        tree, files = _Tree(self.deliveries), []
        waiting = [(delivery, delivery[1].paths()) for delivery in wanted]
        while waiting:
            tried = [(delivery, paths, next(paths)) for delivery, paths in waiting]
            tree.look((to.project_id, names) for (_, to), _, names in tried)
            waiting = []
            for delivery, paths, names in tried:
                if tree.is_free((delivery[1].project_id, names)):
                    files.append(tree.take(delivery, names))
                else:
                    waiting.append((delivery, paths))
        return FoundPaths(tree.new_folders, files)


@dataclass(slots=True)
class _Tree:
    """The paths that were looked at, with all that is known to be there.

    Folders can be twins, with the same path; so the entries of twins share paths, too.
    """

    deliveries: DeliveryRecords
    new_folders: list[NewFolder] = field(default_factory=list)
    _looked: set[Path] = field(default_factory=set)
    _folders: dict[Path, list[UUID]] = field(default_factory=dict)
    _files: set[Path] = field(default_factory=set)

    def look(self, paths: Iterable[Path]) -> None:
        """Look at paths from the roots down, all paths of one depth at once."""
        wanted = {above for path in paths for above in _down_to(path)} - self._looked
        for depth in sorted({len(names) for _, names in wanted}):
            level = {path for path in wanted if len(path[1]) == depth}
            self._look_at(level)
            self._looked |= level

    def is_free(self, path: Path) -> bool:
        """Whether no entry has this path, and no file has the path of a folder above it."""
        return path not in self._folders and self._files.isdisjoint(_down_to(path))

    def take(self, delivery: Delivery, names: tuple[str, ...]) -> NewFile:
        """Give a free path to a file; of twin folders, the oldest gets it."""
        upload_id, destination = delivery
        folder_id: UUID | None = None
        for path in _down_to((destination.project_id, names[:-1])):
            if path not in self._folders:
                new = NewFolder(uuid4(), folder_id, path[1][-1], destination)
                self.new_folders.append(new)
                self._folders[path] = [new.id]
            folder_id = self._folders[path][0]
        self._files.add((destination.project_id, names))
        return NewFile(upload_id, folder_id, destination)

    def _look_at(self, level: set[Path]) -> None:
        """Their parents were looked at before; a path without a parent cannot exist."""
        parents: dict[FolderKey, Path] = {
            (project_id, folder_id): (project_id, names[:-1])
            for project_id, names in level
            for folder_id in self._ids((project_id, names[:-1]))
        }
        if not parents:
            return
        for entry in self.deliveries.named(parents.keys(), {names[-1] for _, names in level}):
            project_id, names = parents[entry.parent]
            path = (project_id, (*names, entry.name))
            if path not in level:
                continue
            if entry.folder_id is None:
                self._files.add(path)
            else:
                self._folders.setdefault(path, []).append(entry.folder_id)

    def _ids(self, path: Path) -> Sequence[UUID | None]:
        return self._folders.get(path, ()) if path[1] else (None,)


def _down_to(path: Path) -> Iterator[Path]:
    """The paths from the root down to this one, itself included."""
    project_id, names = path
    return ((project_id, names[:depth]) for depth in range(1, len(names) + 1))
