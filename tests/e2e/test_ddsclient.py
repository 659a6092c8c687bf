"""The unmodified DukeDSClient 4.0.0, as its users run it: the command line, and a script."""

from __future__ import annotations

import json
import os
from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import FILE_MAX
from tests.e2e.polling import eventually
from tests.e2e.trees import CHUNK, TREE, read_tree, write_tree
from tests.services.ddsclient import DukeDSClient

TOO_LARGE = f"File size is currently not supported - maximum size is {FILE_MAX}"


class Desk:
    """A user at the command line, working on one project."""

    def __init__(self, client: DukeDSClient, caller: Caller) -> None:
        self.project = f"Mice and 'Men'; {uuid4().hex[:8]}"
        self.home = client.folder
        self.client = client
        self._caller = caller

    def ddsclient(self, command: str, *arguments: str | Path) -> str:
        """What a command that works prints."""
        done = self.client.run(command, "-p", self.project, *arguments)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def project_ids(self) -> list[str]:
        """The ids of the projects of that name."""
        projects = self._caller.get("/projects?per_page=1000")["results"]
        return [str(each["id"]) for each in projects if each["name"] == self.project]

    def uploads(self) -> list[str]:
        """The names of all files that were ever sent to the project."""
        (project,) = self.project_ids()
        results = self._caller.get(f"/projects/{project}/uploads?per_page=1000")["results"]
        return sorted(each["name"] for each in results)


@pytest.fixture
def client(installation: Installation, user: User, tmp_path: Path) -> DukeDSClient:
    return DukeDSClient(
        tmp_path / "home",
        installation.api_url,
        user.user_key,
        user.agent_key,
        upload_bytes_per_chunk=CHUNK,
        upload_workers=2,
        download_workers=2,
        get_page_size=3,  # several pages of these few files
    )


@pytest.fixture
def desk(client: DukeDSClient, caller: Caller) -> Desk:
    return Desk(client, caller)


def test_a_tree_goes_there_and_back(desk: Desk) -> None:
    write_tree(desk.home / "tree", TREE)
    desk.ddsclient("upload", "tree")
    names = sorted(Path(name).name for name in TREE)
    assert desk.uploads() == names

    desk.ddsclient("upload", "tree")
    assert desk.uploads() == names, "what is there already was sent again"

    changed = {**TREE, "one byte": b"2", "three chunks.bin": TREE["three chunks.bin"][::-1]}
    write_tree(desk.home / "tree", changed)
    desk.ddsclient("upload", "tree")
    assert desk.uploads() == sorted([*names, "one byte", "three chunks.bin"])

    listed = desk.ddsclient("list")
    assert [name for name in names if name not in listed] == []
    assert "is consistent" in desk.ddsclient("check", "--wait")

    desk.ddsclient("download", "back")
    assert read_tree(desk.home / "back" / "tree") == changed

    desk.ddsclient("delete", "--force")
    assert desk.project_ids() == []


def test_its_check_sees_what_reading_the_file_back_has_shown(desk: Desk, caller: Caller) -> None:
    """Chunks that are right each, in the wrong order, with the digest of the true file."""
    write_tree(desk.home / "good", {"file": b"good"})
    desk.ddsclient("upload", "good")
    (project,) = desk.project_ids()
    upload = str(caller.upload(project, 8)["id"])
    caller.send_chunks(upload, b"tailhead", 4)
    caller.complete(upload, b"headtail")
    caller.file(project, upload)
    status = eventually(lambda: caller.status(upload)["error_on"] and caller.status(upload))
    done = desk.client.run("check", "-p", desk.project)
    assert "is not in a consistent state" in done.stdout
    (row,) = [line for line in done.stdout.splitlines() if " Error " in line]
    assert status["error_message"] in row


#: A script of a user, run by the client's own Python; prints what it found as JSON.
STORY = """
import json
import os
from ddsc.core.ddsapi import DataServiceError
from ddsc.sdk.client import Client

project = Client().create_project("Of a script", "Made by a script")
folder = project.create_folder("nested")
for name in ("empty", "one byte", "three chunks.bin"):
    folder.upload_file(f"tree/{name}")
folder.get_child_for_path("empty").upload_new_version("tree/one chunk.bin")
project.wait_for_consistency(wait_sec=0.2)

found = {}
for child in folder.get_children():
    child.download_to_path(f"back/{child.name}")
    found[child.name] = [child.current_version["version"], child.current_size()]
try:
    project.upload_file("too large")
except DataServiceError as error:
    found["too large"] = [error.status_code, error.response["errors"]]
project.delete()
found["left"] = [left.name for left in Client().get_projects() if left.id == project.id]
print(json.dumps(found))
"""


def test_a_script_of_the_sdk_does_the_same(client: DukeDSClient) -> None:
    write_tree(client.folder / "tree", TREE)
    (client.folder / "back").mkdir()
    with (client.folder / "too large").open("wb") as file:
        file.truncate(FILE_MAX + 1)
    done = client.sdk(STORY)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "empty": [2, CHUNK],
        "one byte": [1, 1],
        "three chunks.bin": [1, len(TREE["three chunks.bin"])],
        "too large": [400, [{"size": TOO_LARGE}]],
        "left": [],
    }
    assert read_tree(client.folder / "back") == {
        "empty": TREE["one chunk.bin"],
        "one byte": TREE["one byte"],
        "three chunks.bin": TREE["three chunks.bin"],
    }


FIX = "Suggestion:Fix the following invalid fields and resubmit"
BAD_NAME = (
    "must not contain slashes or control characters, be . or .., or be longer than 1024 bytes"
)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (b"huge", f"size {TOO_LARGE}"),
        (b"line\nbreak.txt", rf"name {BAD_NAME}: 'line\nbreak.txt'"),
        (b"Latin \xe9.txt", rf"name {BAD_NAME}: 'Latin \udce9.txt'"),
        (b"Latin \xe9/x.txt", rf"name {BAD_NAME}: 'Latin \udce9'"),
    ],
    ids=["too large", "line break", "not UTF-8", "folder not UTF-8"],
)
def test_a_file_that_is_refused_is_named_with_what_is_wrong(
    desk: Desk, name: bytes, told: str
) -> None:
    write_tree(desk.home / "tree", {"good": b"1"})
    path = desk.home / "tree" / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as file:
        file.truncate(FILE_MAX + 1 if name == b"huge" else 1)
    done = desk.client.run("upload", "-p", desk.project, "tree")
    assert done.returncode != 0
    assert f"{FIX}: {told}" in done.stdout + done.stderr


def test_a_backslash_goes_there_and_back(desk: Desk) -> None:
    tree = {"a\\b.txt": b"file", "c\\d/e.txt": b"in a folder"}
    write_tree(desk.home / "tree", tree)
    desk.ddsclient("upload", "tree")
    desk.ddsclient("download", "back")
    assert read_tree(desk.home / "back" / "tree") == tree


#: The client reads its list of files by two a page; after the first, others work in the project.
WALK = """
import json
from ddsc.sdk.client import Client

project = Client().create_project("Of a walk", "Walked through")
folder = project.create_folder("nested")
files = [project.upload_file("tree/one byte", remote_filename=f"f{it}") for it in range(9)]
project.wait_for_consistency(wait_sec=0.2)

deeds = [
    lambda: files[6].rename("renamed"),
    lambda: files[0].delete(),
    lambda: files[7].change_parent(folder),
    lambda: files[8].upload_new_version("tree/one byte"),
    lambda: project.upload_file("tree/one byte", remote_filename="added"),
    lambda: project.wait_for_consistency(wait_sec=0.2),
]
found = []
for file, headers in project.get_project_files_generator(2):
    found.append(file.id)
    while len(found) % 2 == 0 and deeds:
        deeds.pop(0)()
project.delete()
print(json.dumps([found.count(file.id) for file in files]))
"""


def test_the_client_finds_every_file_while_others_work_in_the_project(client: DukeDSClient) -> None:
    write_tree(client.folder / "tree", TREE)
    done = client.sdk(WALK)
    assert done.returncode == 0, (done.stdout, done.stderr)
    assert json.loads(done.stdout.splitlines()[-1]) == [1] * 9
