"""Folders and files that are there all the time are on some page, whatever others do meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.protocols.dds.directory_client import Body, Client, in_folder, in_project
from tests.protocols.dds.directory_service import Directory
from tests.protocols.dds.walks import Pages, by_next_page, counted_once, listed, walk

FILES, FOLDERS = 9, 3

#: What somebody does, to which of the files or folders, and where to.
Deed = tuple[str, int, int]

CHANGES = st.tuples(
    st.sampled_from(
        ("rename", "rename folder", "move", "move folder", "delete", "delete folder", "revise")
    ),
    st.integers(0, FILES - 1),
    st.integers(0, FOLDERS),
)
ADDITIONS = st.tuples(
    st.sampled_from(("add", "add folder")), st.integers(0, FILES - 1), st.integers(0, FOLDERS)
)


def between_pages(deeds: st.SearchStrategy[Deed]) -> st.SearchStrategy[list[list[Deed]]]:
    """What happens after the first page, after the second, and so on."""
    return st.lists(st.lists(deeds, max_size=2), min_size=1, max_size=5)


class Tree(NamedTuple):
    """A project with folders and files in it, and a client that changes them."""

    directory: Directory
    api: Client
    project: str
    folders: list[str]
    files: list[str]

    def place(self, number: int) -> Body:
        """One of the folders, or the root."""
        known = number < len(self.folders)
        return in_folder(self.folders[number]) if known else in_project(self.project)

    def does(self, deed: Deed) -> None:
        """Do it, if it can be done."""
        what, number, place = deed
        file = f"/files/{self.files[number % len(self.files)]}"
        folder = f"/folders/{self.folders[number % FOLDERS]}"
        where = {"parent": self.place(place)}
        match what:
            case "rename":
                self.api.call("PUT", f"{file}/rename", {"name": "nmmn"[place]}, None)
            case "rename folder":
                self.api.call("PUT", f"{folder}/rename", {"name": "nmmn"[place]}, None)
            case "move":
                self.api.call("PUT", f"{file}/move", where, None)
            case "move folder":
                self.api.call("PUT", f"{folder}/move", where, None)
            case "delete":
                self.api.call("DELETE", file, expect=None)
            case "delete folder" if not self.holds_the_first(folder):
                self.api.call("DELETE", folder, expect=None)
            case "revise":
                self.api.call("PUT", file, {"upload": {"id": self.upload()}}, None)
            case "add":
                self.api.call("POST", "/files", {**where, "upload": {"id": self.upload()}}, None)
            case "add folder":
                self.api.call("POST", "/folders", {**where, "name": "mnew"}, None)

    def holds_the_first(self, folder: str) -> bool:
        """Whether deleting it would delete the folder that is listed."""
        first = self.api.get(f"/folders/{self.folders[0]}")
        return folder.endswith((first["id"], *(it["id"] for it in first["ancestors"])))

    def upload(self) -> str:
        """One that can become a file."""
        return self.directory.upload(self.api, self.project, name="mouse.dat")


@pytest.fixture
def plant(directory: Directory, api: Client) -> Callable[[], Tree]:
    """Makes such a tree in a project of its own: folders in one another, files all over them."""

    def make() -> Tree:
        tree = Tree(directory, api, api.project(), [], [])
        for number in range(FOLDERS):
            made = api.folder(f"m{number}", tree.place(FOLDERS if number < 2 else 0))
            tree.folders.append(made["id"])
        for number in range(FILES):
            made = api.file(tree.upload(), tree.place(number % (FOLDERS + 1)))
            tree.files.append(made["id"])
        return tree

    return make


def steady(
    tree: Tree, path: str, deeds: Sequence[Sequence[Deed]], size: int, goes_on: Pages
) -> tuple[set[str], list[str]]:
    """What was on the list all the time, and what a walk through it finds."""
    kept = set(listed(tree.api, path))

    def happens(several: Sequence[Deed]) -> None:
        for deed in several:
            tree.does(deed)
            kept.intersection_update(listed(tree.api, path))

    found = walk(tree.api, path, size, [partial(happens, it) for it in deeds], goes_on)
    return kept, found


SEVERAL = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NUMBERED = (
    "/projects/{project}/files",
    "/projects/{project}/children",
    "/projects/{project}/children?name_contains=",
    "/folders/{folder}/children",
)
SEARCHED = (
    "/projects/{project}/children?name_contains=M",
    "/folders/{folder}/children?name_contains=",
    "/folders/{folder}/children?name_contains=M",
)


@pytest.mark.parametrize("path", [*NUMBERED, *SEARCHED])
@SEVERAL
@given(deeds=between_pages(CHANGES | ADDITIONS), size=st.integers(1, 5))
def test_the_original_client_misses_nothing(
    plant: Callable[[], Tree], path: str, deeds: list[list[Deed]], size: int
) -> None:
    tree = plant()
    path = path.format(project=tree.project, folder=tree.folders[0])
    kept, found = steady(tree, path, deeds, size, counted_once)
    assert kept <= set(found)


@pytest.mark.parametrize("path", [*NUMBERED, *SEARCHED])
@SEVERAL
@given(deeds=between_pages(CHANGES | ADDITIONS), size=st.integers(1, 5))
def test_who_reads_on_finds_everything_once(
    plant: Callable[[], Tree], path: str, deeds: list[list[Deed]], size: int
) -> None:
    tree = plant()
    path = path.format(project=tree.project, folder=tree.folders[0])
    kept, found = steady(tree, path, deeds, size, by_next_page)
    assert all(found.count(entry) == 1 for entry in kept)
