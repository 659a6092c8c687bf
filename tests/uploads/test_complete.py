"""Completing: once, whatever is repeated; and the digests that are reported afterwards."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.house.client import Api, digest_of, errors_of, md5, object_error
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.house.statements import statements_of

DATA = bytes(range(150))
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CANNOT_CHANGE = [("completed_at", "Cannot change completed_at.")]


def test_completing_changes_the_upload_and_answers_with_it(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.sent(project, DATA, 100)
    before = api.get(f"/uploads/{upload}").json
    done = api.complete(upload, DATA).json
    assert done["id"] == upload
    assert done["etag"] != before["etag"]
    assert done["status"]["completed_on"] == done["audit"]["last_updated_on"] is not None
    assert done["status"]["is_consistent"] is False
    assert done["audit"]["last_updated_by"]["username"] == "researcher"
    (digest,) = done["hashes"]
    assert (digest["algorithm"], digest["value"]) == ("md5", md5(DATA))
    assert digest["audit"]["created_by"]["username"] == "researcher"
    assert api.get(f"/uploads/{upload}").json == done
    assert lab.state(upload) == "assembling"


def test_completing_and_assembling_are_each_one_transaction(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.sent(project, DATA, 100)
    with statements_of(lab.database) as seen:
        api.complete(upload, DATA)
        lab.work()
    assert lab.state(upload) == "complete"
    assert not [sql for sql in seen if "SAVEPOINT" in sql]


@pytest.mark.parametrize("spelling", ["JSON", "a form", "an encoded form"])
def test_completing_takes_json_and_forms(api: Api, project: str, spelling: str) -> None:
    upload = api.sent(project, DATA, 100)
    fields = {f"hash[{name}]": value for name, value in digest_of(DATA).items()}
    plain = "&".join(f"{name}={value}" for name, value in fields.items())
    body = {
        "JSON": {"hash": digest_of(DATA)},
        "a form": plain,
        "an encoded form": urlencode(fields),
    }
    headers = {} if spelling == "JSON" else FORM
    api.put(f"/uploads/{upload}/complete/", body[spelling], 202, headers=headers)


def repeat(api: Api, upload: str) -> Any:
    """Complete it again as it was, spelled otherwise; what changes is the test's to see."""
    before = api.get(f"/uploads/{upload}").json
    answer = api.complete(upload, DATA, value=md5(DATA).upper(), algorithm="MD5").json
    assert answer == before == api.get(f"/uploads/{upload}").json
    assert errors_of(api.complete(upload, b"other", 400)) == CANNOT_CHANGE
    assert errors_of(api.complete(upload, DATA, 400, **digest_of(DATA, "sha1"))) == CANNOT_CHANGE
    return answer


def test_the_same_digest_again_changes_nothing_whatever_became_of_it(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA)
    assert repeat(api, upload)["status"]["is_consistent"] is False
    lab.work()
    assert repeat(api, upload)["status"]["is_consistent"] is True
    assert lab.state(upload) == "complete"
    api.delete(f"/uploads/{upload}")
    lab.work()
    assert repeat(api, upload)["status"]["purged_on"] is not None


def test_the_same_digest_again_does_not_restart_what_failed(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.upload(project, 150)
    api.offer(upload, 1, 100)
    api.offer(upload, 2, 50)
    api.complete(upload, DATA)
    lab.work()
    assert lab.state(upload) == "failed"
    assert repeat(api, upload)["status"]["error_message"]
    lab.work()
    assert lab.state(upload) == "failed"


@pytest.mark.parametrize("granted", [[], [(1, 100)], [(2, 100), (3, 40)]])
def test_missing_bytes_are_counted(
    wire: Api, wire_project: str, granted: list[tuple[int, int]]
) -> None:
    upload = wire.upload(wire_project, 150)
    for number, size in granted:
        wire.offer(upload, number, size)
    missing = 150 - sum(size for _, size in granted)
    refused = wire.complete(upload, DATA, 400)
    assert object_error(refused) == f"upload is incomplete - {missing} bytes are missing"
    status = wire.status(upload)
    assert (status["completed_on"], status["is_consistent"]) == (None, False)


def test_an_upload_in_one_piece_needs_the_digest_its_storage_knows(
    wire: Api, wire_project: str
) -> None:
    upload = wire.upload(wire_project, 10, chunked=False)
    refused = wire.complete(upload, b"x" * 10, 400, **digest_of(b"x" * 10, "sha256"))
    text = "must contain storage provider compatible algorithm: md5"
    assert errors_of(refused) == [("hash.algorithm", text)]
    wire.complete(upload, b"x" * 10)


BLANK = "can't be blank"
BAD_DIGESTS: list[tuple[Any, dict[str, str]]] = [
    ({"value": "x", "algorithm": "BadAlgorithm"}, {"algorithm": "is not included in the list"}),
    ({"value": "", "algorithm": ""}, {"value": BLANK, "algorithm": BLANK}),
    ({"value": None, "algorithm": None}, {"value": BLANK, "algorithm": BLANK}),
    ({"algorithm": "md5"}, {"value": BLANK}),
    ({"value": "a" * 31, "algorithm": "md5"}, {"value": "must be 32 hexadecimal digits"}),
    ({"value": "a" * 32, "algorithm": "sha1"}, {"value": "must be 40 hexadecimal digits"}),
    ({"value": "g" * 64, "algorithm": "sha256"}, {"value": "must be 64 hexadecimal digits"}),
    ({"value": 5, "algorithm": []}, {"value": "is invalid", "algorithm": "is invalid"}),
    ({"value": "\ud800" * 32, "algorithm": "md5"}, {"value": "contains characters that"}),
]


@pytest.mark.parametrize(("digest", "errors"), BAD_DIGESTS)
def test_bad_digests_are_named_by_the_fields_of_the_request(
    wire: Api, wire_project: str, digest: Any, errors: dict[str, str]
) -> None:
    upload = wire.upload(wire_project, 0)
    refused = dict(errors_of(wire.put(f"/uploads/{upload}/complete", {"hash": digest}, 400)))
    assert refused.keys() == {f"hash.{name}" for name in errors}
    assert all(refused[f"hash.{name}"].startswith(text) for name, text in errors.items())
    wire.complete(upload, b"")
    refused = dict(errors_of(wire.put(f"/uploads/{upload}/hashes", digest, 400)))
    assert refused.keys() == errors.keys()


@pytest.mark.parametrize("body", [{}, {"hash": None}, {"hash": "x"}, {"hash": []}, {"hash": 5}])
def test_a_digest_must_be_given(wire: Api, wire_project: str, body: Any) -> None:
    upload = wire.upload(wire_project, 0)
    refused = wire.put(f"/uploads/{upload}/complete", body, 400)
    assert [name for name, _ in errors_of(refused)] == ["hash"]


def test_who_may_complete_and_report(lab: Lab, api: Api, project: str) -> None:
    upload, other = api.sent(project, DATA, 100), client(lab, "other")
    user = other.get("/current_user").json["id"]
    hashes = f"/uploads/{upload}/hashes"
    other.complete(upload, DATA, 403)
    api.complete(upload, DATA)
    for role, may_complete, may_report in (
        ("project_viewer", 403, 403),
        ("file_uploader", 403, 403),
        ("file_editor", 202, 200),
    ):
        api.put(f"/projects/{project}/permissions/{user}", {"auth_role": {"id": role}}, 200)
        other.complete(upload, DATA, may_complete)
        other.put(hashes, digest_of(DATA, "sha1"), may_report)


def test_further_digests_are_added_once_the_upload_is_completed(api: Api, project: str) -> None:
    upload = api.sent(project, DATA, 100)
    refused = api.put(f"/uploads/{upload}/hashes", digest_of(DATA, "sha256"), 400)
    assert object_error(refused) == "upload is not completed"
    api.complete(upload, DATA)
    for _ in range(2):
        answer = api.put(f"/uploads/{upload}/hashes", digest_of(DATA, "sha256"), 200).json
    assert [it["algorithm"] for it in answer["hashes"]] == ["md5", "sha256"]
