"""Files that a real Swift cannot keep as they are offered, and what becomes of their uploads."""

from __future__ import annotations

from urllib.parse import quote
from uuid import UUID

import requests

from db.tables.uploads import Uploads
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.protocols.dds.words import WORDS
from tests.house.client import Api, digest_of
from tests.house.fixtures import client
from tests.house.setting import Lab

DATA = bytes(range(150))
REFUSED = WORDS.say_failure(Failure(FailureCode.STORAGE_REFUSED))


def completed(api: Api, project: str, name: str = "brain.dat", content_type: str = "") -> str:
    """An upload with all its bytes, which waits for the worker."""
    upload = api.upload(project, len(DATA), name=name, content_type=content_type)
    granted = api.offer(upload, 1, len(DATA), **digest_of(DATA)).json
    answer = requests.put(granted["host"] + granted["url"], data=DATA, timeout=10)
    assert answer.status_code == 201
    api.complete(upload, DATA)
    return upload


def test_blanks_around_a_content_type_do_no_harm(swift_lab: Lab) -> None:
    api = client(swift_lab, "researcher")
    upload = completed(api, api.project(), content_type=" text/plain ")
    swift_lab.work()
    assert swift_lab.state(upload) == "complete"
    assert api.get(f"/uploads/{upload}").json["content_type"] == "text/plain"


def test_a_file_of_the_longest_name_is_kept_and_comes_back_under_it(swift_lab: Lab) -> None:
    api, name = client(swift_lab, "researcher"), "é" * 511
    project = api.project()
    upload = completed(api, project, name=name)
    swift_lab.work()
    assert swift_lab.state(upload) == "complete"
    file = api.file(project, upload).json["id"]
    signed = api.get(f"/files/{file}/url").json
    answer = requests.get(signed["host"] + signed["url"], timeout=10)
    assert answer.content == DATA
    disposition = answer.headers["Content-Disposition"]
    assert disposition.endswith("filename*=UTF-8''" + quote(name))


def test_what_storage_refuses_for_good_fails_at_once_and_in_words(swift_lab: Lab) -> None:
    """As an earlier release accepted it."""
    api = client(swift_lab, "researcher")
    project = api.project()
    upload = completed(api, project)
    remembered = Uploads.id == UUID(upload)
    swift_lab.database.run(Uploads.update(content_type=" text/plain").where(remembered))
    swift_lab.work()
    assert swift_lab.attempts(upload) == 1
    status = api.status(upload)
    assert status["error_on"] is not None
    assert status["error_message"] == REFUSED
    api.delete(f"/uploads/{upload}")
    assert swift_lab.state(upload) == "purged"


def test_what_was_refused_can_be_queued_again_once_that_is_mended(swift_lab: Lab) -> None:
    api = client(swift_lab, "researcher")
    upload = completed(api, api.project())
    remembered = Uploads.id == UUID(upload)
    swift_lab.database.run(Uploads.update(content_type=" text/plain").where(remembered))
    swift_lab.work()
    assert swift_lab.state(upload) == "failed"
    swift_lab.database.run(Uploads.update(content_type="text/plain").where(remembered))
    swift_lab.operations.uploads.manage.requeue()
    swift_lab.work()
    assert swift_lab.state(upload) == "complete"
