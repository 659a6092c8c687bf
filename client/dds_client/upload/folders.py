"""Makes the folders that a project lacks, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dds_client.api.directory import Directory
from dds_client.api.records import Parent
from dds_client.errors import ApiRefused
from dds_client.local.tree import RemotePath
from dds_client.remote.tree import RemoteTree
from dds_client.transfer.workers import side_by_side


@dataclass(frozen=True, slots=True)
class Place:
    """Where folders of the local tree are in the project; those missing, and those refused."""

    parents: dict[RemotePath, Parent]
    missing: tuple[RemotePath, ...]
    refused: dict[RemotePath, ApiRefused] = field(default_factory=dict)

    def refusal_of(self, path: RemotePath) -> ApiRefused:
        """Why a folder is not there: it, or one that it lies in, was refused."""
        return next(
            self.refused[path[:depth]]
            for depth in range(1, len(path) + 1)
            if path[:depth] in self.refused
        )


def find_places(tree: RemoteTree, folders: Sequence[RemotePath]) -> Place:
    """Which folders are there; `folders` has each before what lies in it."""
    parents: dict[RemotePath, Parent] = {(): tree.project.parent}
    missing: list[RemotePath] = []
    for path in folders:
        above = parents.get(path[:-1])
        found = tree.folder(above, path[-1]) if above is not None else None
        if found is not None:
            parents[path] = found.as_parent
        else:
            missing.append(path)
    return Place(parents, tuple(missing))


def make_missing(directory: Directory, place: Place, threads: int) -> None:
    """Make what is missing; afterwards `parents` has every folder that was not refused."""
    by_depth: dict[int, list[RemotePath]] = {}
    for path in place.missing:
        by_depth.setdefault(len(path), []).append(path)

    def make(path: RemotePath) -> None:
        try:
            folder = directory.create_folder(place.parents[path[:-1]], path[-1])
        except ApiRefused as refusal:
            place.refused[path] = refusal
        else:
            place.parents[path] = folder.as_parent

    for _, paths in sorted(by_depth.items()):
        makeable = [path for path in paths if path[:-1] in place.parents]
        side_by_side(makeable, make, min(threads, len(makeable)))
