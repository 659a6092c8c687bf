"""How much lies in projects and folders is known without counting, whatever was done to them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.db.kept_counts import check_counts
from tests.directory.client import Client, in_folder, in_project
from tests.directory.service import Directory

DEEDS = (
    ("PUT", "/files/{file}/move"),
    ("PUT", "/folders/{folder}/move"),
    ("PUT", "/files/{file}/restore"),
    ("PUT", "/files/{file}/restore"),
    ("DELETE", "/files/{file}"),
    ("DELETE", "/files/{file}"),
    ("DELETE", "/folders/{folder}"),
    ("POST", "/files"),
    ("POST", "/folders"),
)


class Tree:
    """Folders and files of a project, those that were deleted among them."""

    def __init__(self, directory: Directory, api: Client, project: str) -> None:
        self._directory, self._api, self._project = directory, api, project
        self._folders = [api.folder("a", in_project(project))["id"]]
        self._files = [api.file(self._upload(), in_project(project))["id"]]

    def changes(self, seed: int, number: int) -> None:
        """So many deeds, of which many are refused."""
        chance = Random(seed)
        for _ in range(number):
            method, path = chance.choice(DEEDS)
            file, folder = chance.choice(self._files), chance.choice(self._folders)
            places = [in_project(self._project), *map(in_folder, self._folders)]
            body = {"parent": chance.choice(places), "name": "b"}
            if path == "/files":
                body["upload"] = {"id": self._upload()}
            path = path.format(file=file, folder=folder)
            answer = self._api.call(method, path, body if method != "DELETE" else None, None)
            assert answer.status_code < 500
            if answer.status_code == 201:
                (self._files if path == "/files" else self._folders).append(answer.json["id"])

    def _upload(self) -> str:
        return self._directory.upload(self._api, self._project)


@pytest.mark.parametrize("seed", range(3))
def test_counts_are_those_of_what_there_is(
    directory: Directory, api: Client, project: str, seed: int
) -> None:
    Tree(directory, api, project).changes(seed, 60)
    check_counts(directory.database)


def test_they_are_where_many_change_one_project_at_once(
    directory: Directory, api: Client, project: str
) -> None:
    tree = Tree(directory, api, project)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda seed: tree.changes(seed, 25), range(4)))
    check_counts(directory.database)
