"""Every file that the service places has a path of its own, whatever lies there already."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest

from tests.blobs.contents import sha1
from tests.content.client import Sender, cut
from tests.content.samples import macho
from tests.db.kept_counts import check_counts
from tests.house.client import Api

DEBUG_ID = "11111111-0000-4000-8000-111111111111"
OLD, NEW = b"the old content", b"the new content"
MAPPING = "/proguard/1.txt"


def folder(api: Api, project: str, name: str, parent: str | None = None) -> str:
    """The id of a folder that somebody makes."""
    place = {"kind": "dds-project", "id": project}
    if parent is not None:
        place = {"kind": "dds-folder", "id": parent}
    return str(api.post("/folders", {"name": name, "parent": place}, 201).json["id"])


def file(api: Api, project: str, name: str, parent: str | None = None) -> str:
    """The id of a file that somebody makes."""
    place = {"kind": "dds-project", "id": project}
    if parent is not None:
        place = {"kind": "dds-folder", "id": parent}
    upload = api.stored(project, b"by hand", 100)
    made = api.post("/files", {"parent": place, "upload": {"id": upload}}, 201).json["id"]
    api.put(f"/files/{made}/rename", {"name": name}, 200)
    return str(made)


def alone(sender: Sender, project: str) -> list[str]:
    """The paths of all files, none of which two of them, or a folder, have."""
    paths = sender.paths(project)
    assert len(set(paths)) == len(paths)
    above = {path.rsplit("/", up)[0] for path in paths for up in range(1, path.count("/") + 1)}
    assert not above & set(paths)
    return paths


def test_the_halves_of_a_universal_file_lie_apart(sender: Sender, project: str) -> None:
    ids = (DEBUG_ID, "22222222-0000-4000-8000-222222222222")
    halves = {debug_id: macho(debug_id) for debug_id in ids}
    for data in halves.values():
        sender.send(*cut(data))
    body = {
        sha1(data): {"name": "crash", "debug_id": it, "chunks": [sha1(part) for part in cut(data)]}
        for it, data in halves.items()
    }
    sender.assemble(project, body)
    sender.lab.work()
    answers = sender.assemble(project, body)
    assert {answer["dif"]["debugId"] for answer in answers.values()} == set(halves)
    assert alone(sender, project) == [f"sentry/{debug_id}/crash" for debug_id in halves]
    check_counts(sender.lab.database)


def test_another_content_of_one_name_lies_below_its_checksum(sender: Sender, project: str) -> None:
    sender.deliver(project, OLD, MAPPING)
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == ["sentry/1.txt", f"sentry/{sha1(NEW)}/1.txt"]
    for data in (OLD, NEW):
        sender.ask(project, data, MAPPING)
    assert len(sender.files(project)) == 2


def test_several_of_one_name_in_one_request_lie_apart(
    sender: Sender, api: Api, project: str
) -> None:
    second, files = api.project("Rats"), [OLD, NEW, b"the newest content"]
    body = {sha1(data): {"name": MAPPING, "chunks": [sha1(data)]} for data in files}
    sender.send(*files)
    sender.assemble(project, body)
    sender.lab.work()
    for each in (project, second):
        assert {answer["state"] for answer in sender.assemble(each, body).values()} == {"ok"}
        assert len(alone(sender, each)) == 3


def test_a_file_that_somebody_put_there_keeps_its_path(
    sender: Sender, api: Api, project: str
) -> None:
    file(api, project, "1.txt", folder(api, project, "sentry"))
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == ["sentry/1.txt", f"sentry/{sha1(NEW)}/1.txt"]


def test_a_file_that_was_renamed_to_that_name_keeps_its_path(
    sender: Sender, api: Api, project: str
) -> None:
    sender.deliver(project, OLD, "/proguard/2.txt")
    api.put(f"/files/{sender.files(project)[0]['id']}/rename", {"name": "1.txt"}, 200)
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == ["sentry/1.txt", f"sentry/{sha1(NEW)}/1.txt"]


def test_a_folder_that_was_moved_there_keeps_its_path(
    sender: Sender, api: Api, project: str
) -> None:
    home, moved = folder(api, project, "sentry"), folder(api, project, "1.txt")
    file(api, project, "inside", moved)
    parent = {"parent": {"kind": "dds-folder", "id": home}}
    api.put(f"/folders/{moved}/move", parent, 200)
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == ["sentry/1.txt/inside", f"sentry/{sha1(NEW)}/1.txt"]


def test_an_empty_folder_keeps_its_path_too(sender: Sender, api: Api, project: str) -> None:
    folder(api, project, "1.txt", folder(api, project, "sentry"))
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == [f"sentry/{sha1(NEW)}/1.txt"]


def test_what_lies_in_a_twin_of_the_folder_has_the_same_path(
    sender: Sender, api: Api, project: str
) -> None:
    folder(api, project, "sentry")
    file(api, project, "1.txt", folder(api, project, "sentry"))
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == ["sentry/1.txt", f"sentry/{sha1(NEW)}/1.txt"]


def test_a_file_where_a_folder_should_be_is_walked_around(
    sender: Sender, api: Api, project: str
) -> None:
    file(api, project, "sentry")
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == ["sentry", "sentry-2/1.txt"]
    (placed,) = (each for each in sender.files(project) if each["name"] == "1.txt")
    for parent in (placed["ancestors"][-1]["id"], folder(api, project, "sentry-3")):
        file(api, project, DEBUG_ID, parent)
    sender.deliver(project, b"[]", "map.json", DEBUG_ID)
    assert f"sentry-4/{DEBUG_ID}/map.json" in alone(sender, project)


def test_what_was_deleted_or_moved_away_takes_no_path(
    sender: Sender, api: Api, project: str
) -> None:
    deleted = file(api, project, "1.txt", folder(api, project, "sentry"))
    api.delete(f"/files/{deleted}")
    sender.deliver(project, OLD, MAPPING)
    assert alone(sender, project) == ["sentry/1.txt"]
    (old,) = sender.files(project)
    there = {"parent": {"kind": "dds-project", "id": project}}
    api.put(f"/files/{old['id']}/move", there, 200)
    sender.deliver(project, NEW, MAPPING)
    assert alone(sender, project) == ["1.txt", "sentry/1.txt"]


def test_files_that_were_placed_before_stay_where_they_are(
    sender: Sender, api: Api, project: str
) -> None:
    home = folder(api, project, "sentry")
    for _ in range(2):
        file(api, project, "crash", home)
    sender.deliver(project, macho(DEBUG_ID), "crash", DEBUG_ID)
    assert sender.paths(project) == [f"sentry/{DEBUG_ID}/crash", "sentry/crash", "sentry/crash"]


@pytest.mark.parametrize("made", [False, True])
def test_of_two_requests_at_one_moment_each_file_gets_its_own(
    sender: Sender, api: Api, project: str, made: bool
) -> None:
    files = [bytes([number]) for number in range(4)]
    second = api.project("Rats")
    if made:
        folder(api, second, "sentry")
    sender.send(*files)
    for data in files:
        sender.ask(project, data, MAPPING)
    sender.lab.work()
    barrier = Barrier(len(files))

    def ask(data: bytes) -> None:
        barrier.wait()
        assert sender.ask(second, data, MAPPING)["state"] == "ok"

    threads = [Thread(target=ask, args=(data,)) for data in files]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(alone(sender, second)) == len(files)
    roots = api.get(f"/projects/{second}/children").json["results"]
    assert [each["name"] for each in roots] == ["sentry"]
