"""A file is there only as what it was asked for: its name, its debug id and its project count."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest

from tests.blobs.contents import count, sha1
from tests.content.client import Sender, cut, uploads
from tests.content.samples import BREAKPAD, BREAKPAD_DEBUG_ID, SYMBOL_MAPS
from tests.house.client import Api

DATA = bytes(range(250))
FIRST, SECOND = (f"{digit * 8}-0000-4000-8000-{digit * 12}" for digit in "12")
MAP = SYMBOL_MAPS["dartsymbolmap"]


def mapping(debug_id: str) -> str:
    """The name that a client gives a ProGuard map."""
    return f"/proguard/{debug_id}.txt"


def test_the_same_map_under_another_id_is_another_file_at_once(
    sender: Sender, project: str
) -> None:
    sender.deliver(project, DATA, mapping(FIRST))
    assert sender.ask(project, DATA, mapping(SECOND)) == {"state": "ok", "missingChunks": []}
    both = [f"sentry/{FIRST}.txt", f"sentry/{SECOND}.txt"]
    assert sender.paths(project) == both
    for debug_id in (FIRST, SECOND):
        sender.ask(project, DATA, mapping(debug_id))
    assert sender.paths(project) == both
    assert len(uploads(sender.lab)) == 1


def test_a_name_that_is_asked_for_while_the_file_is_made_is_there_too(
    sender: Sender, project: str
) -> None:
    sender.send(*cut(DATA))
    for debug_id in (FIRST, SECOND, FIRST):
        assert sender.ask(project, DATA, mapping(debug_id))["state"] == "created"
    sender.lab.work()
    assert sender.paths(project) == [f"sentry/{FIRST}.txt", f"sentry/{SECOND}.txt"]
    assert count(sender.lab, "pending_deliveries") == 0


def test_a_debug_file_under_another_name_is_another_file(sender: Sender, project: str) -> None:
    sender.deliver(project, BREAKPAD, "crash.sym", BREAKPAD_DEBUG_ID)
    answer = sender.ask(project, BREAKPAD, "lib/other.sym", debug_id=BREAKPAD_DEBUG_ID)
    assert (answer["state"], answer["dif"]["objectName"]) == ("ok", "lib/other.sym")
    folder = f"sentry/{BREAKPAD_DEBUG_ID}"
    assert sender.paths(project) == [f"{folder}/crash.sym", f"{folder}/other.sym"]


def test_a_map_is_there_for_each_program_it_was_sent_for(sender: Sender, project: str) -> None:
    assert sender.deliver(project, MAP, "map.json", FIRST)["dif"]["debugId"] == FIRST
    assert sender.ask(project, MAP, "map.json", debug_id=SECOND)["dif"]["debugId"] == SECOND
    both = [f"sentry/{FIRST}/map.json", f"sentry/{SECOND}/map.json"]
    assert sender.paths(project) == both
    sender.ask(project, MAP, "map.json", debug_id=FIRST.upper())
    assert sender.paths(project) == both


def test_a_file_is_of_its_id_wherever_it_was_moved(sender: Sender, api: Api, project: str) -> None:
    sender.deliver(project, MAP, "map.json", FIRST)
    (file,) = sender.files(project)
    api.put(f"/files/{file['id']}/move", {"parent": {"kind": "dds-project", "id": project}}, 200)
    sender.ask(project, MAP, "map.json", debug_id=FIRST)
    assert sender.paths(project) == ["map.json"]
    sender.ask(project, MAP, "map.json", debug_id=SECOND)
    assert sender.paths(project) == ["map.json", f"sentry/{SECOND}/map.json"]


def test_a_file_that_was_renamed_or_replaced_is_no_longer_what_was_asked_for(
    sender: Sender, api: Api, project: str
) -> None:
    sender.deliver(project, DATA, mapping(FIRST))
    (file,) = sender.files(project)
    api.put(f"/files/{file['id']}/rename", {"name": "kept.txt"}, 200)
    sender.ask(project, DATA, mapping(FIRST))
    assert sender.paths(project) == [f"sentry/{FIRST}.txt", "sentry/kept.txt"]
    file = next(it for it in sender.files(project) if it["name"] == f"{FIRST}.txt")
    other = api.stored(project, b"edited", 100)
    api.put(f"/files/{file['id']}", {"upload": {"id": other}}, 200)
    sender.ask(project, DATA, mapping(FIRST))
    assert sender.paths(project) == [
        f"sentry/{FIRST}.txt",
        f"sentry/{sha1(DATA)}/{FIRST}.txt",
        "sentry/kept.txt",
    ]


def test_a_file_from_before_ids_were_kept_is_the_one_that_is_asked_for(
    sender: Sender, project: str
) -> None:
    sender.deliver(project, BREAKPAD, "crash.sym")
    sender.ask(project, BREAKPAD, "crash.sym", debug_id=BREAKPAD_DEBUG_ID)
    assert sender.paths(project) == ["sentry/crash.sym"]


def test_one_that_names_no_id_finds_the_file_of_any(sender: Sender, project: str) -> None:
    sender.deliver(project, BREAKPAD, "crash.sym", BREAKPAD_DEBUG_ID)
    sender.ask(project, BREAKPAD, "crash.sym")
    assert sender.paths(project) == [f"sentry/{BREAKPAD_DEBUG_ID}/crash.sym"]


def test_asked_for_with_and_without_an_id_while_it_is_made_it_is_one_file(
    sender: Sender, project: str
) -> None:
    sender.send(*cut(BREAKPAD))
    for debug_id in (None, BREAKPAD_DEBUG_ID):
        sender.ask(project, BREAKPAD, "crash.sym", debug_id=debug_id)
    sender.lab.work()
    assert len(sender.files(project)) == 1


def test_a_bundle_is_there_for_each_of_its_projects(sender: Sender, project: str) -> None:
    second = sender.api.project("Rats")
    body: dict[str, Any] = {"checksum": sha1(DATA), "chunks": [sha1(it) for it in cut(DATA)]}
    sender.send(*cut(DATA))
    sender.bundle({**body, "projects": [project]})
    sender.lab.work()
    assert sender.files(second) == []
    assert sender.bundle({**body, "projects": [project, second]})["state"] == "ok"
    for each in (project, second):
        assert sender.paths(each) == [f"sentry/{sha1(DATA)}.zip"]


def test_what_was_deleted_stays_so_when_another_name_is_asked_for(
    sender: Sender, api: Api, project: str
) -> None:
    second = api.project("Rats")
    sender.deliver(project, DATA, mapping(FIRST))
    api.delete(f"/files/{sender.files(project)[0]['id']}")
    sender.ask(second, DATA, mapping(SECOND))
    assert sender.files(project) == []
    assert sender.paths(second) == [f"sentry/{SECOND}.txt"]


def test_many_who_ask_for_many_names_at_one_moment_get_each_once(
    sender: Sender, project: str
) -> None:
    sender.deliver(project, DATA, mapping(FIRST))
    names = [f"/proguard/{number}.txt" for number in range(4)]
    barrier = Barrier(8)

    def ask(name: str) -> None:
        barrier.wait()
        assert sender.ask(project, DATA, name)["state"] == "ok"

    threads = [Thread(target=ask, args=(name,)) for name in names * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = ["0", FIRST, "1", "2", "3"]
    assert sender.paths(project) == sorted(f"sentry/{name}.txt" for name in names)


@pytest.mark.parametrize("debug_id", ["../up", "a/b", "x", "1" * 65, 7])
def test_an_id_that_is_none_is_refused(sender: Sender, project: str, debug_id: Any) -> None:
    body = {sha1(DATA): {"name": "a", "debug_id": debug_id, "chunks": []}}
    assert list(sender.assemble(project, body, expect=400)) == ["error"]


@pytest.mark.parametrize("debug_id", [None, ""])
def test_no_id_is_no_fault(sender: Sender, project: str, debug_id: str | None) -> None:
    body: Any = {sha1(DATA): {"name": "a", "debug_id": debug_id, "chunks": []}}
    assert sender.assemble(project, body)[sha1(DATA)]["state"] == "not_found"
