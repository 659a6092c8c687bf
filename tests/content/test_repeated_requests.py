"""A file that is asked for again: by others, after it was deleted or failed, at the same moment."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest

from dds_upload.core.content.requests import FAILURE_STANDS_FOR
from dds_upload.core.uploads.upload import UploadState
from tests.blobs.contents import age, count, organization
from tests.content.answers import CREATED, OK, error, missing
from tests.content.client import Sender, cut, uploads
from tests.house.client import Api
from tests.house.clock import MovableClock
from tests.house.fixtures import client
from tests.house.setting import Lab

DATA = bytes(range(250))


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
