"""Folders and files that are there all the time are on some page, whatever others do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.directory.client import Body, Client, in_folder, in_project
from tests.directory.service import Directory
from tests.directory.walks import Walk, by_next_page, counted_once, listed, read_page

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


#: What happens after the first page, after the second, and so on; None: nothing.
BETWEEN_PAGES = st.lists(st.none() | CHANGES | ADDITIONS, min_size=1, max_size=6)


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


LISTS = (
    "/projects/{project}/files",
    "/projects/{project}/children",
    "/projects/{project}/children?name_contains=",
    "/folders/{folder}/children",
    "/projects/{project}/children?name_contains=M",
    "/folders/{folder}/children?name_contains=",
    "/folders/{folder}/children?name_contains=M",
)


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=BETWEEN_PAGES, size=st.integers(2, 5))
def test_what_is_there_all_the_time_is_found(
    plant: Callable[[], Tree], deeds: list[Deed | None], size: int
) -> None:
    """Every list is walked by both kinds of clients at once, so that all see the same deeds."""
    tree = plant()
    paths = [path.format(project=tree.project, folder=tree.folders[0]) for path in LISTS]
    read = cache(partial(read_page, tree.api))  # between two deeds all who ask are told the same
    original = [Walk(read, path, size, counted_once) for path in paths]
    portal = [Walk(read, path, size, by_next_page) for path in paths]
    kept = {path: set(listed(tree.api, path)) for path in paths}
    for deed in deeds:
        if deed is not None:
            tree.does(deed)
            read.cache_clear()
            for path in paths:
                kept[path].intersection_update(listed(tree.api, path))
        for it in (*original, *portal):
            it.step()
    for it in (*original, *portal):
        while it.step():
            pass
    for it in original:
        assert kept[it.path] <= set(it.found), f"{it.path} misses some"
    for it in portal:
        assert all(it.found.count(entry) == 1 for entry in kept[it.path]), f"{it.path} repeats"
