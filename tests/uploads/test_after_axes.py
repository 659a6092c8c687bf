"""What an installation of 0004 does once it has gone forward: says the same, and goes on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from db.fields import to_microseconds
from tests.blobs.contents import sha1
from tests.content.client import Sender
from tests.house.client import Api, digest_of
from tests.protocols.pulp.wire import TASKS, UPLOADS, Wire, basic
from tests.uploads.before_axes import (
    CONTENT,
    DATA,
    FAILED,
    FAULT,
    MISMATCH,
    NOT_JOINED,
    OFFSET,
    SHA256,
    Before,
    claims,
    fails,
)


class User:
    """The user of a database that has gone forward, in all protocols."""

    def __init__(self, before: Before) -> None:
        before.go_forward()
        self.lab, self.project = before.lab, str(before.project_id)
        token = self.lab.accounts.tokens.create("ada").secret.reveal()
        self.dds = Api(self.lab, token)
        self.sentry = Sender(self.lab, self.dds)
        self.pulp = Wire(self.lab, basic("ada", token), token)

    def error(self, upload: UUID) -> Any:
        """What the DDS API says of a failure."""
        return self.dds.status(str(upload))["error_message"]

    def content(self, upload: UUID) -> bytes:
        """The bytes of a complete upload, with a digest that was computed here."""
        shown = self.dds.get(f"/uploads/{upload}").json
        assert (shown["status"]["is_consistent"], shown["status"]["error_message"]) == (True, None)
        data: bytes = self.dds.download(self.project, str(upload)).content
        assert digest_of(data)["value"] in {digest["value"] for digest in shown["hashes"]}
        return data


@pytest.fixture
def now(before: Before) -> dict[str, int]:
    """The columns of what has just begun."""
    at = to_microseconds(before.lab.clock())
    return {"created_at": at, "active_at": at}


def test_the_dds_api_shows_sentences_to_the_letter(before: Before) -> None:
    failed = [
        before.of_project("failed", **fails(FAILED)),
        before.of_project("failed", **CONTENT, **claims("sha1", "b" * 40), **fails(FAILED)),
        before.upload("failed", **OFFSET, **claims("sha256", SHA256), **fails(FAILED)),
    ]
    file = before.file(before.project_id, failed[0], "brain.dat")
    good = before.of_project("complete")
    user = User(before)
    assert [user.error(upload) for upload in failed] == [FAILED] * 3
    assert user.error(good) is None
    refused = user.dds.get(f"/files/{file}/url", expect=400).json
    assert refused["reason"] == FAILED


def test_tasks_of_pulp_show_sentences_to_the_letter(before: Before) -> None:
    upload = before.of_blobs("open", DATA, **OFFSET)
    failed = before.commit(upload, started_at=2, finished_at=3, error=NOT_JOINED)
    other = before.commit(upload, finished_at=3, error=FAILED)
    done = before.of_blobs("complete", b"done", **OFFSET, **claims("sha256", SHA256))
    good = before.commit(done, finished_at=3, artifact_id=before.artifact(done))
    user = User(before)
    tasks = [user.pulp.get(f"{TASKS}{commit}/") for commit in (failed, other, good)]
    assert [task["state"] for task in tasks] == ["failed", "failed", "completed"]
    assert [task["error"]["description"] for task in tasks[:2]] == [NOT_JOINED, FAILED]
    assert tasks[2]["error"] is None


def test_sentry_shows_sentences_to_the_letter(before: Before, now: dict[str, int]) -> None:
    lately = now["created_at"]
    failed = {**CONTENT, **claims("sha1", sha1(DATA)), **fails(MISMATCH, lately)}
    wrong = before.of_blobs("failed", DATA, **failed)
    before.asked_for(wrong, DATA)
    odd = {**CONTENT, **claims("sha1", sha1(b"odd")), "consistent_at": lately}
    before.asked_for(before.of_blobs("complete", b"odd", **odd), b"odd", FAULT)
    user = User(before)
    answers = [user.sentry.ask(user.project, data) for data in (DATA, b"odd")]
    assert [answer["state"] for answer in answers] == ["error", "error"]
    assert [answer["detail"] for answer in answers] == [MISMATCH, FAULT]
    assert user.error(wrong) == MISMATCH


def test_uploads_with_numbers_go_on(before: Before, now: dict[str, int]) -> None:
    begun = before.by_number("open", DATA[:100], **now)
    said = claims("sha256", SHA256)
    sent = before.by_number("assembling", DATA, **now, **said, due_at=1)
    failed = before.by_number("failed", DATA, **now, **said, **fails(FAILED))
    user = User(before)
    user.dds.send_chunk(str(begun), 2, DATA[100:])
    user.dds.complete(str(begun), DATA)
    user.lab.records.work_queue.requeue([failed], user.lab.clock())
    user.lab.work()
    assert [user.content(upload) for upload in (begun, sent, failed)] == [DATA] * 3


def test_uploads_that_are_sent_as_a_whole_go_on(before: Before, now: dict[str, int]) -> None:
    begun = before.whole("open", DATA[:90], **now)
    claimed: dict[str, Any] = digest_of(DATA[:90])
    said = claims("md5", claimed["value"])
    sent = before.whole("assembling", DATA[:90], **now, **said, due_at=1)
    before.add("upload_digests", upload_id=sent, origin="client", **claimed)
    user = User(before)
    user.dds.complete(str(begun), DATA[:90])
    user.lab.work()
    assert [user.content(upload) for upload in (begun, sent)] == [DATA[:90]] * 2


def test_uploads_by_content_go_on(before: Before, now: dict[str, int]) -> None:
    said = claims("sha1", sha1(DATA))
    sent = before.of_blobs("assembling", DATA, **CONTENT, **now, **said, due_at=1)
    before.asked_for(sent, DATA)
    user = User(before)
    assert user.sentry.ask(user.project, DATA)["state"] == "created"
    user.lab.work()
    assert user.sentry.ask(user.project, DATA)["state"] == "ok"
    assert user.sentry.content(user.project) == DATA


def test_files_by_content_arrive_though_nobody_asks_again(
    before: Before, now: dict[str, int]
) -> None:
    said = claims("sha1", sha1(DATA))
    before.asked_for(before.of_blobs("assembling", DATA, **CONTENT, **now, **said, due_at=1), DATA)
    user = User(before)
    user.lab.work()
    assert user.sentry.content(user.project) == DATA


def test_a_file_by_content_that_was_deleted_stays_so(before: Before, now: dict[str, int]) -> None:
    said = claims("sha1", sha1(DATA))
    before.asked_for(before.of_blobs("complete", DATA, **CONTENT, **now, **said), DATA)
    user = User(before)
    second = user.dds.project("Rats")
    assert user.sentry.ask(second, DATA)["state"] == "ok"
    assert len(user.sentry.files(second)) == 1
    assert user.sentry.files(user.project) == []


def test_uploads_by_offset_go_on(before: Before, now: dict[str, int]) -> None:
    begun = before.of_blobs("open", DATA[:100], **OFFSET, **{"size": len(DATA)}, **now)
    other = bytes(reversed(DATA))
    said = claims("sha256", digest_of(other, "sha256")["value"])
    sent = before.of_blobs("assembling", other, **OFFSET, **now, **said, due_at=1)
    waiting = before.commit(sent, claimed_value=said["claimed_value"])
    user = User(before)
    href = f"{UPLOADS}{begun}/"
    assert user.pulp.missing(href) == [(100, 149)]
    user.pulp.chunk(href, 100, DATA[100:])
    task = user.pulp.task(href, SHA256)
    user.lab.work()
    tasks = [task, user.pulp.get(f"{TASKS}{waiting}/")]
    assert [task["state"] for task in tasks] == ["completed"] * 2
    made = [user.pulp.get(task["created_resources"][0])["sha256"] for task in tasks]
    assert made == [SHA256, said["claimed_value"]]
    assert [user.content(upload) for upload in (begun, sent)] == [DATA, other]
