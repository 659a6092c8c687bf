"""What a client is told about a file, in which order things are decided, and what then happens."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.content.requests import FAILURE_STANDS_FOR
from dds_upload.core.uploads.upload import UploadState
from tests.blobs.contents import age, count, organization, sha1
from tests.content.client import MAPPING, Sender, cut, uploads
from tests.house.client import Api
from tests.house.clock import MovableClock
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.house.statements import statements_of

DATA = bytes(range(250))
OK: dict[str, Any] = {"state": "ok", "missingChunks": []}
CREATED: dict[str, Any] = {"state": "created", "missingChunks": []}
TOO_LARGE = "File size is currently not supported - maximum size is {}"


def missing(*chunks: bytes) -> dict[str, Any]:
    return {"state": "not_found", "missingChunks": [sha1(chunk) for chunk in chunks]}


def error(detail: str) -> dict[str, Any]:
    return {"state": "error", "missingChunks": [], "detail": detail}


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


def test_two_organisations_share_the_bytes_and_nothing_else(
    lab: Lab, sender: Sender, project: str
) -> None:
    sender.deliver(project, DATA)
    organization(lab, "acme")
    stranger = client(lab, "stranger")
    lab.accounts.organizations.add_member("acme", "stranger")
    theirs = stranger.post(
        "/projects", {"name": "x", "description": "x", "organization": {"slug": "acme"}}, 202
    ).json["id"]
    other = Sender(lab, stranger, "acme")
    assert other.ask(theirs, DATA) == missing(*cut(DATA))
    assert other.deliver(theirs, DATA) == OK
    assert count(lab, "blobs") == 3
    assert len(uploads(lab)) == 2
    assert other.content(theirs) == sender.content(project) == DATA


def test_for_another_project_it_is_there_at_once_and_nothing_is_read(
    sender: Sender, api: Api, project: str
) -> None:
    sender.deliver(project, DATA)
    second = api.project("Rats")
    assert sender.ask(second, DATA, "/proguard/2.txt") == OK
    assert sender.content(second) == DATA
    assert [file["name"] for file in sender.files(second)] == ["2.txt"]
    assert len(uploads(sender.lab)) == 1


def test_a_project_named_while_it_is_made_gets_it_too(
    sender: Sender, api: Api, project: str
) -> None:
    second = api.project("Rats")
    sender.send(*cut(DATA))
    assert sender.ask(project, DATA) == CREATED
    assert sender.ask(second, DATA) == CREATED
    sender.lab.work()
    assert sender.content(project) == sender.content(second) == DATA


def test_a_file_that_was_deleted_comes_back_when_asked_for(
    sender: Sender, api: Api, project: str
) -> None:
    sender.deliver(project, DATA)
    api.delete(f"/files/{sender.files(project)[0]['id']}")
    assert sender.ask(project, DATA) == OK
    assert sender.content(project) == DATA


def test_everything_goes_into_one_folder_even_a_moved_file_stays(
    sender: Sender, api: Api, project: str
) -> None:
    sender.deliver(project, DATA)
    sender.deliver(project, b"other", "/proguard/2.txt")
    folders = {file["ancestors"][1]["id"] for file in sender.files(project)}
    assert len(folders) == 1
    file = sender.files(project)[0]["id"]
    api.put(f"/files/{file}/move", {"parent": {"kind": "dds-project", "id": project}}, 200)
    sender.ask(project, DATA)
    assert len(sender.files(project)) == 2


def test_a_failure_stands_for_the_same_list_for_a_while(
    sender: Sender, project: str, clock: MovableClock
) -> None:
    wrong = "0" * 40
    sender.send(*cut(DATA))
    assert sender.ask(project, DATA, checksum=wrong) == CREATED
    sender.lab.work()
    assert sender.ask(project, DATA, checksum=wrong) == error("Reported checksum mismatch")
    assert sender.ask(project, DATA, checksum=wrong) == error("Reported checksum mismatch")
    clock.forward(seconds=FAILURE_STANDS_FOR.total_seconds())
    assert sender.ask(project, DATA, checksum=wrong) == CREATED


def test_another_list_is_another_try_at_once(sender: Sender, project: str) -> None:
    sender.send(*cut(DATA))
    sender.ask(project, DATA, chunks=cut(DATA)[:2])
    sender.lab.work()
    assert sender.ask(project, DATA, chunks=cut(DATA)[:2])["state"] == "error"
    assert sender.ask(project, DATA) == CREATED
    sender.lab.work()
    assert sender.ask(project, DATA) == OK
    failed, _ = uploads(sender.lab)
    assert sender.lab.state(str(failed)) is UploadState.PURGED


def test_chunks_that_arrive_again_are_another_try_at_once(sender: Sender, project: str) -> None:
    wrong = "0" * 40
    sender.send(*cut(DATA))
    sender.ask(project, DATA, checksum=wrong)
    sender.lab.work()
    sender.send(b"something else")
    assert sender.ask(project, DATA, checksum=wrong)["state"] == "error"
    sender.send(cut(DATA)[1])
    assert sender.ask(project, DATA, checksum=wrong) == CREATED


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


def test_of_two_who_ask_at_the_same_moment_both_are_answered_and_one_upload_is_made(
    sender: Sender, project: str
) -> None:
    sender.send(*cut(DATA))
    barrier, answers = Barrier(4), []

    def ask() -> None:
        barrier.wait()
        answers.append(sender.ask(project, DATA))

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [CREATED] * 4
    assert len(uploads(sender.lab)) == 1
    sender.lab.work()
    assert len(sender.files(project)) == 1


def test_a_chunk_that_clean_up_takes_in_between_is_missing(
    sender: Sender, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab = sender.lab
    sender.send(*cut(DATA))
    judge = type(lab.records.blobs).owned

    def owned_then_gone(*arguments: Any) -> Any:
        found = judge(*arguments)
        monkeypatch.setattr(type(lab.records.blobs), "owned", judge)
        age(lab, hours=30)
        lab.operations.blobs.clean()
        return found

    monkeypatch.setattr(type(lab.records.blobs), "owned", owned_then_gone)
    assert sender.ask(project, DATA) == missing(*cut(DATA))
    assert uploads(lab) == []


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
