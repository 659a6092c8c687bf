"""Makes the folders that a project lacks, level by level."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dds_client.api.directory import Directory
from dds_client.api.records import Parent, RemoteFolder
from dds_client.local.tree import RemotePath
from dds_client.remote.tree import RemoteTree
from dds_client.transfer.workers import side_by_side


@dataclass(frozen=True, slots=True)
class Place:
    """Where folders of the local tree are in the project; those that are still missing."""

    parents: dict[RemotePath, Parent]
    missing: tuple[RemotePath, ...]


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
    """Make what is missing; afterwards `parents` has every folder."""
    by_depth: dict[int, list[RemotePath]] = {}
    for path in place.missing:
        by_depth.setdefault(len(path), []).append(path)

    def make(path: RemotePath) -> tuple[RemotePath, RemoteFolder]:
        return path, directory.create_folder(place.parents[path[:-1]], path[-1])

    for _, paths in sorted(by_depth.items()):
        for path, folder in side_by_side(paths, make, min(threads, len(paths))):
            place.parents[path] = folder.as_parent
