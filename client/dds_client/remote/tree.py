"""The entries of a project, by paths. Names need not be unique: a path may have several entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from dds_client.api.records import Entry, Parent, Project, RemoteFile, RemoteFolder
from dds_client.api.service import Service
from dds_client.errors import UsageError


class RemoteTree:
    """Entries by their parent."""

    def __init__(self, project: Project, entries: Iterable[Entry]) -> None:
        self.project = project
        self._children: dict[str, list[Entry]] = defaultdict(list)
        for entry in entries:
            self._children[entry.parent.id].append(entry)

    def children(self, parent: Parent) -> Sequence[Entry]:
        """The entries directly in a project or folder."""
        return self._children.get(parent.id, ())

    def files(self, parent: Parent, name: str) -> list[RemoteFile]:
        """The files of this name there."""
        return [
            each
            for each in self.children(parent)
            if isinstance(each, RemoteFile) and each.name == name
        ]

    def folder(self, parent: Parent, name: str) -> RemoteFolder | None:
        """The folder of this name there; of several, always the same."""
        found = [
            each
            for each in self.children(parent)
            if isinstance(each, RemoteFolder) and each.name == name
        ]
        return min(found, key=lambda each: each.id) if found else None

    def add(self, entry: Entry) -> None:
        """Know of one more."""
        self._children[entry.parent.id].append(entry)

    def walk(self) -> Iterator[tuple[str, Entry]]:
        """All entries with their paths, each folder before what lies in it, by name."""
        yield from self._walk(self.project.parent, "")

    def _walk(self, parent: Parent, path: str) -> Iterator[tuple[str, Entry]]:
        for entry in sorted(self.children(parent), key=_by_name):
            here = f"{path}/{entry.name}"
            yield here, entry
            if isinstance(entry, RemoteFolder):
                yield from self._walk(entry.as_parent, here)


def _by_name(entry: Entry) -> tuple[str, bool, str]:
    return entry.name, isinstance(entry, RemoteFile), entry.id


def read_all(service: Service, project: Project) -> RemoteTree:
    """Everything in a project."""
    return RemoteTree(project, service.directory.descendants(project.parent))


def read_below(service: Service, project: Project, names: Iterable[str]) -> RemoteTree:
    """What lies in a project's root, and all below those of its folders that have these names."""
    tree = RemoteTree(project, service.directory.children(project.parent))
    for name in set(names):
        folder = tree.folder(project.parent, name)
        if folder is not None:
            for entry in service.directory.descendants(folder.as_parent):
                tree.add(entry)
    return tree


def split_path(path: str) -> list[str]:
    """The names in a remote path. Raises UsageError where it does not begin with a slash."""
    if not path.startswith("/"):
        raise UsageError(f"the remote path {path!r} must begin with a slash")
    return [name for name in path.split("/") if name]


def look_up(service: Service, project: Project, path: str) -> Entry | Project | None:
    """What is at a path, one listing for each of its folders; the newest file before a folder."""
    here: Entry | Project = project
    for name in split_path(path):
        if isinstance(here, RemoteFile):
            return None
        parent = here.parent if isinstance(here, Project) else here.as_parent
        named = [each for each in service.directory.children(parent) if each.name == name]
        if not named:
            return None
        folders = [each for each in named if isinstance(each, RemoteFolder)]
        here = min(folders, key=lambda each: each.id) if folders else named[0]
    return here


def find_in(tree: RemoteTree, path: str, *, prefer_file: bool) -> Entry | Project | None:
    """What is at a path of a tree that was read; of a file and a folder, the preferred one."""
    here: Entry | Project = tree.project
    names = split_path(path)
    for depth, name in enumerate(names, 1):
        if isinstance(here, RemoteFile):
            return None
        parent = here.parent if isinstance(here, Project) else here.as_parent
        files: list[RemoteFile] = tree.files(parent, name) if depth == len(names) else []
        folder = tree.folder(parent, name)
        either: list[Entry | None] = [*files, folder] if prefer_file else [folder, *files]
        found = next((each for each in either if each is not None), None)
        if found is None:
            return None
        here = found
    return here


def find(service: Service, project: Project, path: str) -> Entry | Project:
    """The same. Raises UsageError if there is nothing."""
    found = look_up(service, project, path)
    if found is None:
        raise UsageError(f"there is no {path} in the project {project.name}")
    return found


def as_parent(place: Entry | Project) -> Parent:
    """The place as what other things lie in. Raises UsageError for a file."""
    if isinstance(place, Project):
        return place.parent
    if isinstance(place, RemoteFolder):
        return place.as_parent
    raise UsageError(f"{place.name} is a file")
