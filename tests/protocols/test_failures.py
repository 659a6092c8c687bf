"""One failure, stored as a code: each protocol says it in its own words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.failure import Failure, FailureCode
from dds_upload.protocols.dds import words as dds
from dds_upload.protocols.sentry import words as sentry
from tests.content.client import Sender, cut, uploads
from tests.house.client import Api, digest_of
from tests.house.setting import Lab
from tests.placements.desk import Desk
from tests.protocols.pulp.wire import TASKS, Wire, basic

DATA = bytes(range(150))
DETAILS = {"claimed": "md5:1", "computed": "md5:2", "bytes": ["0-4", "7-7"], "text": "so it is"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind: what is stored is read the same from both."""
    return sqlite_url


def error(api: Api, upload: object) -> Any:
    """What the DDS API says of a failure."""
    return api.status(str(upload))["error_message"]


def test_a_digest_that_differs_is_said_in_the_words_of_who_asks(
    lab: Lab, api: Api, project: str
) -> None:
    sender = Sender(lab, api)
    sender.send(*cut(DATA))
    sender.ask(project, DATA, checksum="0" * 40)
    by_number = api.sent(project, DATA, 100)
    api.complete(by_number, DATA, 202, **digest_of(b"other", "sha256"))
    lab.work()
    assert sender.ask(project, DATA, checksum="0" * 40)["detail"] == "Reported checksum mismatch"
    differs = "reported hash value does not match size computed by StorageProvider"
    assert [error(api, it) for it in (uploads(lab)[-1], by_number)] == [differs] * 2


def test_bytes_that_storage_lost_are_said_in_the_words_of_who_asks(
    lab: Lab, api: Api, project: str
) -> None:
    sender = Sender(lab, api)
    sender.send(*cut(DATA))
    sender.ask(project, DATA)
    for path in (lab.root / "containers").glob("content-*/*/*"):
        path.unlink()
    lab.work()
    (upload,) = uploads(lab)
    assert error(api, upload) == "storage has lost bytes 0-99, 100-149"
    detail = sender.ask(project, DATA)["detail"]
    assert detail == "Not all chunks available for assembling"


def test_a_commit_says_it_to_those_who_read_its_task(lab: Lab) -> None:
    desk = Desk(lab)
    commit = desk.commit(desk.sent(DATA), b"other")
    token = desk.api.token or ""
    task = Wire(lab, basic("researcher", token), token).get(f"{TASKS}{commit.id}/")
    computed, claimed = (digest_of(data, "sha256")["value"] for data in (DATA, b"other"))
    said = f"the content is sha256:{computed}, not sha256:{claimed}"
    assert task["error"]["description"] == said
    assert error(desk.api, commit.upload_id) is None


@pytest.mark.parametrize("details", [DETAILS, {}], ids=["with details", "without"])
def test_what_is_stored_is_said_by_both_whatever_it_is(
    lab: Lab, api: Api, project: str, details: dict[str, object]
) -> None:
    sender = Sender(lab, api)
    for code in FailureCode:
        data, failure = code.value.encode(), Failure(code, details)
        sender.send(data)
        sender.ask(project, data)
        upload: UUID = uploads(lab)[-1]
        worker = lab.crash(str(upload))
        assert lab.records.work_queue.fail(worker, failure, lab.clock())
        answer = sender.ask(project, data)
        assert (answer["state"], answer["detail"]) == ("error", sentry.WORDS.say_failure(failure))
        assert error(api, upload) == dds.WORDS.say_failure(failure)
        found = lab.records.uploads.get(upload)
        assert found is not None
        assert found.failure == failure
