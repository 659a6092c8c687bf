"""What a client is told about a file, in which order things are decided, and what then happens."""

from __future__ import annotations

from uuid import UUID

import pytest

from tests.blobs.contents import sha1
from tests.content.answers import CREATED, OK, error, missing
from tests.content.client import MAPPING, Sender, cut, uploads
from tests.house.client import Api
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.house.statements import statements_of

DATA = bytes(range(250))
TOO_LARGE = "File size is currently not supported - maximum size is {}"


def test_a_file_is_asked_for_sent_made_and_found(sender: Sender, project: str) -> None:
    first, second, third = cut(DATA)
    assert sender.ask(project, DATA) == missing(first, second, third)
    sender.send(second)
    assert sender.ask(project, DATA) == missing(first, third)
    sender.send(first, third)
    assert sender.ask(project, DATA) == CREATED
    assert sender.ask(project, DATA) == CREATED
    sender.lab.work()
    assert sender.ask(project, DATA) == OK
    assert sender.content(project) == DATA


def test_a_worker_at_it_shows(sender: Sender, project: str) -> None:
    sender.send(*cut(DATA))
    sender.ask(project, DATA)
    (upload,) = uploads(sender.lab)
    now = sender.lab.clock()
    assert sender.lab.records.work_queue.lease(upload, now, now)
    assert sender.ask(project, DATA) == {"state": "assembling", "missingChunks": []}


def test_polling_makes_one_upload_and_one_file(sender: Sender, project: str) -> None:
    sender.deliver(project, DATA)
    for _ in range(3):
        assert sender.ask(project, DATA) == OK
        sender.lab.work()
    assert len(uploads(sender.lab)) == 1
    assert len(sender.files(project)) == 1


def test_a_chunk_that_is_missing_twice_is_named_once(sender: Sender, project: str) -> None:
    parts = [b"a", b"b", b"a", b"b", b"a"]
    assert sender.ask(project, b"ababa", chunks=parts) == missing(b"a", b"b")


def test_repeats_of_a_chunk_are_in_the_file_as_often(sender: Sender, project: str) -> None:
    parts = [b"one", b"two", b"one", b"one"]
    sender.send(*parts)
    assert sender.ask(project, b"onetwooneone", chunks=parts) == CREATED
    sender.lab.work()
    assert sender.content(project) == b"onetwooneone"


@pytest.mark.parametrize("parts", [[], [b""], [b"", b""]])
def test_an_empty_file_is_stored(sender: Sender, project: str, parts: list[bytes]) -> None:
    sender.send(*parts)
    assert sender.ask(project, b"", chunks=parts) == CREATED
    sender.lab.work()
    assert sender.ask(project, b"", chunks=parts) == OK
    assert sender.content(project) == b""


def test_chunks_without_bytes_add_nothing(sender: Sender, project: str) -> None:
    parts = [b"", b"one", b"", b"two"]
    sender.send(*parts)
    sender.ask(project, b"onetwo", chunks=parts)
    sender.lab.work()
    assert sender.content(project) == b"onetwo"


def test_no_chunks_are_a_file_of_no_other_checksum(sender: Sender, project: str) -> None:
    assert sender.ask(project, DATA, chunks=[]) == missing()
    assert uploads(sender.lab) == []


def test_more_chunks_than_the_provider_joins_are_refused_before_any_is_sent(
    sender: Sender, project: str
) -> None:
    parts = [bytes([number]) for number in range(11)]
    refused = error("maximum upload chunks exceeded.")
    assert sender.ask(project, b"".join(parts), chunks=parts) == refused
    sender.send(*parts[:1])
    assert sender.ask(project, parts[0] * 11, chunks=parts[:1] * 11) == refused
    assert sender.ask(project, b"".join(parts[:10]), chunks=parts[:10])["state"] == "not_found"


def test_sizes_are_summed_over_the_whole_list(sender: Sender, project: str) -> None:
    large = bytes(150)  # as if the operator had lowered the limit since
    sender.send(large)
    refused = sender.ask(project, large * 7, chunks=[large] * 7)
    assert refused == error(TOO_LARGE.format(1000))
    assert uploads(sender.lab) == []


def test_what_is_too_large_already_asks_for_no_more_chunks(sender: Sender, project: str) -> None:
    large = bytes(600)
    sender.send(large)
    refused = sender.ask(project, large * 2 + b"x", chunks=[large, large, b"x"])
    assert refused == error(TOO_LARGE.format(1000))


def test_the_operator_s_own_limit_holds_too(open_again: OpenLab) -> None:
    lab = open_again({**SMALL, "SENTRY_MAX_FILE_SIZE": "249"})
    api = client(lab, "researcher")
    sender, project = Sender(lab, api), api.project()
    sender.send(*cut(DATA))
    assert sender.ask(project, DATA) == error(TOO_LARGE.format(249))
    assert sender.ask(project, DATA[:249], chunks=cut(DATA[:249]))["state"] == "not_found"


def test_many_files_are_decided_by_few_statements(sender: Sender, project: str) -> None:
    lab = sender.lab
    files = {sha1(bytes([n, n])): {"name": f"/proguard/{n}.txt", "chunks": [sha1(bytes([n])) ] * 2}
             for n in range(1, 201)}  # fmt: skip

    def statements(where: str = project) -> int:
        with statements_of(lab.database) as seen:
            sender.assemble(where, files)
        return len(seen)

    assert statements() < 20
    sender.send(*(bytes([n]) for n in range(1, 201)))
    assert statements() < 40
    assert statements() < 20
    for _ in range(2):
        lab.work()
    assert statements() < 20
    assert {answer["state"] for answer in sender.assemble(project, files).values()} == {"ok"}
    second = sender.api.project("Rats")
    assert statements(second) < 40
    assert statements(second) < 20
    assert len(sender.api.get(f"/projects/{second}/files?per_page=1000").json["results"]) == 200


def test_folders_of_many_debug_ids_take_few_statements_too(sender: Sender, project: str) -> None:
    files = {
        sha1(bytes([n, n])): {
            "name": f"/proguard/{n}.txt",
            "debug_id": f"67e9247c-814e-392b-a027-{n:012}",
            "chunks": [sha1(bytes([n]))] * 2,
        }
        for n in range(1, 101)
    }
    sender.send(*(bytes([n]) for n in range(1, 101)))
    sender.assemble(project, files)
    sender.lab.work()
    second = sender.api.project("Rats")
    with statements_of(sender.lab.database) as seen:
        sender.assemble(second, files)
    assert len(seen) < 50
    assert len(sender.files(second)) == 100
    paths = [path.split("/")[:2] for path in sender.paths(second)]
    assert len({folder for _, folder in paths}) == len(paths)


def test_the_projects_of_a_bundle_are_found_by_one_query(sender: Sender, project: str) -> None:
    projects = [project, *(sender.api.bare_project(f"Mice {number}") for number in range(5))]
    slug = sender.api.get(f"/projects/{project}").json["slug"]
    body = {"checksum": sha1(DATA), "chunks": [sha1(DATA)], "projects": projects}

    def asked(expect: int = 200) -> int:
        with statements_of(sender.lab.database) as seen:
            sender.bundle(body, expect)
        return sum('FROM "projects"' in it and '"organization_id"' in it for it in seen)

    assert asked() == 1
    body["projects"] = [slug, *projects, slug]
    assert asked() == 1
    body["projects"] = [*projects, "no-such-project"]
    assert asked(400) == 1
    body["projects"] = [*projects, "no slug at all!"]
    assert asked(400) == 1


def test_to_ask_for_many_projects_takes_no_more_statements(sender: Sender, project: str) -> None:
    sender.send(DATA)
    few, many = [project], [sender.api.bare_project(f"Mice {number}") for number in range(20)]

    def statements(projects: list[str]) -> int:
        body = {"checksum": sha1(DATA), "chunks": [sha1(DATA)], "projects": projects}
        with statements_of(sender.lab.database) as seen:
            sender.bundle(body)
        return len(seen)

    sender.bundle({"checksum": sha1(DATA), "chunks": [sha1(DATA)], "projects": few})
    sender.lab.work()
    statements(many)  # into each of them it goes by statements of its own
    assert statements(many) == statements(few)


def test_a_bundle_for_a_project_that_others_have_is_refused_whole(
    sender: Sender, project: str
) -> None:
    sender.send(DATA)
    theirs = client(sender.lab, "somebody-else").project()
    body = {"checksum": sha1(DATA), "chunks": [sha1(DATA)], "projects": [project, theirs]}
    sender.bundle(body, 400)
    assert sender.files(project) == []


def test_who_may_not_create_files_may_not_assemble(lab: Lab, sender: Sender, project: str) -> None:
    viewer = client(lab, "viewer")
    user = lab.accounts.users.all()
    viewer_id = next(it.id for it in user if it.username == "viewer")
    sender.api.put(
        f"/projects/{project}/permissions/{viewer_id}", {"auth_role": {"id": "project_viewer"}}, 200
    )
    body = {sha1(DATA): {"name": MAPPING, "chunks": [sha1(DATA)]}}
    Sender(lab, viewer).assemble(project, body, expect=403)


def test_the_upload_is_shown_by_the_dds_api(sender: Sender, api: Api, project: str) -> None:
    sender.send(*cut(DATA))
    sender.ask(project, DATA)
    (upload,) = uploads(sender.lab)
    shown = api.get(f"/uploads/{upload}").json
    assert (shown["size"], shown["chunks"]) == (250, [])
    assert shown["status"]["is_consistent"] is False
    sender.lab.work()
    shown = api.get(f"/uploads/{upload}").json
    assert shown["status"]["is_consistent"] is True
    assert shown["status"]["verified"] == "whole"
    assert {each["algorithm"] for each in shown["hashes"]} == {"sha1", "md5", "sha256"}
    listed = api.get(f"/projects/{project}/uploads").json["results"]
    assert [UUID(each["id"]) for each in listed] == [upload]
