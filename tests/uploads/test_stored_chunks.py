"""What storage really holds of an upload: compared with one listing, on each kind of storage."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from dds_upload.core.errors import StorageUnavailable
from tests.house.client import UNKNOWN, Api, digest_of, errors_of
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.providers.raw import RawLocal
from tests.uploads.stored import OTHER, PARTS, WHOLE, Sender


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Rows are read as everywhere: what differs is the storage."""
    return sqlite_url


@pytest.fixture(params=["local", "swift"])
def sender(request: pytest.FixtureRequest) -> Sender:
    lab: Lab = request.getfixturevalue("lab" if request.param == "local" else "swift_lab")
    api = client(lab, "sender")
    project = api.project()
    return Sender(api, project, api.upload(project, 450), request.param == "swift")


def test_chunks_are_granted_then_stored(sender: Sender) -> None:
    for number in (3, 1, 2):
        sender.announce(number, PARTS[number])
    sender.send(2, PARTS[2])
    found = sender.held()
    assert found == {
        "results": [
            {"number": n, "size": 100, "hash": digest_of(PARTS[n]), "state": state}
            for n, state in ((1, "granted"), (2, "stored"), (3, "granted"))
        ],
        "missing": [{"first": 1, "last": 1}, {"first": 3, "last": 3}],
        "missing_bytes": 350,
    }


def test_what_is_missing_is_told_as_ranges_of_numbers(sender: Sender) -> None:
    assert sender.held() == {"results": [], "missing": [], "missing_bytes": 450}
    sender.announce(2, PARTS[2])
    sender.send(1, PARTS[1])
    sender.announce(5, PARTS[5])
    assert sender.held()["missing"] == [{"first": 2, "last": 5}]
    assert sender.held()["missing_bytes"] == 350
    sender.send(5, PARTS[5])
    assert sender.held()["missing"] == [{"first": 2, "last": 4}]
    for number in (4, 2):
        sender.send(number, PARTS[number])
    assert sender.held()["missing"] == [{"first": 3, "last": 3}]
    sender.send(3, PARTS[3])
    assert (sender.held()["missing"], sender.held()["missing_bytes"]) == ([], 0)


def test_other_content_of_the_same_number_differs(sender: Sender) -> None:
    sender.send(1, OTHER)
    sender.announce(1, PARTS[1])
    sender.send(2, PARTS[2])
    assert sender.states == {1: "differs", 2: "stored"}
    assert sender.held()["missing"] == [{"first": 1, "last": 1}]
    sender.send(1, PARTS[1])
    assert sender.states == {1: "stored", 2: "stored"}


def test_an_empty_chunk_is_stored_as_well(sender: Sender) -> None:
    for number, data in PARTS.items():
        sender.send(number, data)
    sender.announce(6, b"")
    assert sender.states[6] == "granted"
    assert sender.held()["missing"] == [{"first": 6, "last": 6}]
    assert sender.held()["missing_bytes"] == 0
    sender.send(6, b"")
    assert sender.states[6] == "stored"


def test_an_upload_that_is_complete_holds_all(sender: Sender) -> None:
    for number, data in PARTS.items():
        sender.send(number, data)
    sender.api.complete(sender.upload, WHOLE)
    assert set(sender.states.values()) == {"stored"}
    sender.api.service.work()
    found = sender.held()
    assert {it["state"] for it in found["results"]} == {"stored"}
    assert (found["missing"], found["missing_bytes"]) == ([], 0)


def test_pages_go_by_number_and_each_tells_all_that_is_missing(sender: Sender) -> None:
    for number in (5, 3, 4, 1):
        sender.announce(number, PARTS[number])
    sender.send(4, PARTS[4])
    seen = []
    for page in (1, 2, 3):
        found = sender.held(f"per_page=2&page={page}")
        seen.append([it["number"] for it in found["results"]])
        assert found["missing"] == [{"first": 1, "last": 3}, {"first": 5, "last": 5}]
        assert found["missing_bytes"] == 350
    assert seen == [[1, 3], [4, 5], []]
    path = f"/uploads/{sender.upload}/chunks"
    headers = sender.api.get(path, query_string="per_page=2&page=2").headers
    names = ("x-total", "x-total-pages", "x-page", "x-per-page", "x-next-page", "x-prev-page")
    assert [headers[name] for name in names] == ["4", "2", "2", "2", "", "1"]
    answer = sender.api.get(path, 400, query_string="page=0")
    assert [name for name, _ in errors_of(answer)] == ["page"]


def test_one_that_is_sent_as_a_whole_has_no_chunks(sender: Sender) -> None:
    whole = sender.api.begin(sender.project, 50, chunked=False).json
    path = f"/uploads/{whole['id']}/chunks"
    assert sender.api.get(path).json == {"results": [], "missing": [], "missing_bytes": 50}
    sender.put(whole["signed_url"], PARTS[5])
    assert sender.api.get(path).json == {"results": [], "missing": [], "missing_bytes": 0}


def test_storage_is_asked_once_whatever_the_number(
    sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, data in PARTS.items():
        sender.send(number, data)
    store = sender.api.service.providers.default.abilities.store
    asked: list[str] = []

    def noted(name: str, real: Any, *args: Any) -> Any:
        asked.append(name)
        return real(*args)

    for name in ("list_below", "stat", "open"):
        monkeypatch.setattr(store, name, partial(noted, name, getattr(store, name)))
    assert set(sender.states.values()) == {"stored"}
    assert asked == ["list_below"]


def test_bytes_that_swift_took_by_themselves_differ(swift_lab: Lab) -> None:
    api = client(swift_lab, "sender")
    project = api.project()
    sender = Sender(api, project, api.upload(project, 450), past_service=True)
    sender.put(sender.announce(1, PARTS[1]), OTHER)
    sender.put(sender.announce(2, PARTS[2]), OTHER[:50])
    sender.put(sender.announce(3, PARTS[3]), PARTS[3])
    assert sender.states == {1: "differs", 2: "differs", 3: "stored"}
    assert sender.held()["missing_bytes"] == 350


def test_bytes_that_a_disk_has_lost_are_missing(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    sender = Sender(api, project, api.upload(project, 450), past_service=False)
    for number in (1, 2, 3):
        sender.send(number, PARTS[number])
    paths = sorted((lab.root / "containers" / project / sender.upload).iterdir())
    paths[0].unlink()
    paths[1].write_bytes(b"")
    assert sender.states == {1: "granted", 2: "differs", 3: "stored"}


def test_a_storage_that_is_away_is_said_to_be(
    api: Api, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = api.upload(project, 450)
    api.offer(upload, 1, 100)

    def away(*args: object) -> None:
        raise StorageUnavailable

    store = api.service.providers.default.abilities.store
    monkeypatch.setattr(store, "list_below", away)
    refused = api.get(f"/uploads/{upload}/chunks", 503).json
    assert refused["reason_code"] == "storage_unavailable"


def test_who_may_see_the_upload_may_see_its_chunks(lab: Lab, api: Api, project: str) -> None:
    path, other = f"/uploads/{api.upload(project, 450)}/chunks", client(lab, "other")
    other.get(path, 403)
    user = other.get("/current_user").json["id"]
    role = {"auth_role": {"id": "project_viewer"}}
    api.put(f"/projects/{project}/permissions/{user}", role, 200)
    other.get(path)
    api.get(f"/uploads/{UNKNOWN}/chunks", 404)
    api.get("/uploads/nonsense/chunks", 404)
    given_up = api.upload(project, 450)
    api.delete(f"/uploads/{given_up}")
    api.get(f"/uploads/{given_up}/chunks", 404)


def test_a_chunk_that_an_earlier_release_named_by_number_alone_is_found(
    lab: Lab, api: Api, project: str
) -> None:
    sender = Sender(api, project, api.upload(project, 450), past_service=False)
    sender.send(1, PARTS[1])
    sender.send(2, PARTS[2])
    folder = lab.root / "containers" / project / sender.upload
    for path in folder.iterdir():
        name, _, version = path.name.partition(".")
        path.rename(folder / f"{name.partition('-')[0]}.{version}")
    lab.database.sql("UPDATE chunks SET is_named = ?", (False,))
    assert sender.states == {1: "stored", 2: "stored"}
    sender.announce(1, OTHER)
    assert sender.states == {1: "differs", 2: "stored"}
