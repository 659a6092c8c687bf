"""An upload that is begun with a key is begun once, however often its client asks."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from dds_upload.core.accounts.request_keys import KEPT
from tests.house.client import Api
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.uploads.test_races import at_once

KEY = "8e03978e-40d5-43dd-bc93-6894a57f9324"


def begin(
    api: Api, project: str, key: str = KEY, *, size: int = 10, expect: int | None = 201
) -> str | None:
    """The id of the upload in the answer, None where there is none."""
    body = {"name": "brain.dat", "content_type": "text/plain", "size": size}
    headers = {"Idempotency-Key": key}
    answer = api.post(f"/projects/{project}/uploads", body, expect, headers=headers)
    found: str | None = answer.json.get("id")
    return found


def test_the_same_request_again_is_answered_with_its_upload(lab: Lab, api: Api) -> None:
    project = api.project()
    upload = begin(api, project)
    assert upload is not None
    api.offer(upload, 1, 10)
    assert begin(api, project) == upload
    found = lab.records.uploads.get(UUID(upload))
    assert found is not None
    assert found.tally.count == 1
    listed = api.get(f"/projects/{project}/uploads").json["results"]
    assert [it["id"] for it in listed] == [upload]


def test_another_request_under_the_same_key_is_refused(api: Api, project: str) -> None:
    begin(api, project)
    assert begin(api, project, size=11, expect=422) is None
    begin(api, project)


def test_a_key_is_of_one_caller_and_one_path(lab: Lab, api: Api, project: str) -> None:
    other = client(lab, "other")
    user = other.get("/current_user").json["id"]
    role = {"auth_role": {"id": "file_uploader"}}
    api.put(f"/projects/{project}/permissions/{user}", role, 200)
    elsewhere = api.project()
    uploads = [
        begin(api, project),
        begin(other, project),
        begin(api, elsewhere),
        begin(api, project, f'"{KEY}"'),
        begin(api, project, KEY.upper()),
    ]
    assert len(set(uploads)) == len(uploads)
    assert begin(other, project) == uploads[1]


def test_a_key_is_kept_for_a_day(lab: Lab, api: Api, project: str) -> None:
    first = begin(api, project)
    lab.clock.forward(seconds=KEPT.total_seconds() - 60)
    assert begin(api, project) == first
    lab.clock.forward(seconds=120)
    second = begin(api, project, size=11)
    assert second != first
    assert begin(api, project, size=11) == second
    begin(api, project, expect=422)


def test_while_there_is_something_to_go_on_with_it_is_the_same(
    lab: Lab, api: Api, project: str
) -> None:
    good, bad = (begin(api, project, key, size=0) or "" for key in ("good", "bad"))

    def check(*states: str) -> None:
        assert [lab.state(it) for it in (good, bad)] == list(states)
        assert [begin(api, project, key, size=0) for key in ("good", "bad")] == [good, bad]

    check("open", "open")
    api.complete(good, b"")
    api.complete(bad, b"not empty")
    check("assembling", "assembling")
    lab.work()
    check("complete", "failed")


def test_of_one_that_was_given_up_a_new_one_is_begun(lab: Lab, api: Api, project: str) -> None:
    aborted, purged = (begin(api, project, key, size=0) or "" for key in ("a", "p"))
    api.complete(purged, b"")
    lab.work()
    for upload, key, state in ((aborted, "a", "aborted"), (purged, "p", "purged")):
        api.delete(f"/uploads/{upload}")
        assert lab.state(upload) == state
        fresh = begin(api, project, key, size=0)
        assert fresh != upload
        assert begin(api, project, key, size=0) == fresh


def test_of_one_that_has_expired_a_new_one_is_begun_swept_or_not(open_again: OpenLab) -> None:
    lab = open_again({**SMALL, "UPLOAD_EXPIRY": "1h"})
    api = client(lab, "researcher")
    project = api.project()
    first = begin(api, project)
    lab.clock.forward(minutes=61)
    second = begin(api, project)
    lab.clock.forward(minutes=61)
    lab.work()
    assert len({first, second, begin(api, project)}) == 3


def test_of_many_at_once_one_begins(lab: Lab, api: Api, project: str) -> None:
    for key in ("first", "second"):
        uploads = at_once(lab, [partial(begin, api, project, key)] * 8)
        assert len(set(uploads)) == 1
    assert len(api.get(f"/projects/{project}/uploads").json["results"]) == 2


def test_of_many_at_once_with_a_key_that_became_free_one_begins(
    lab: Lab, api: Api, project: str
) -> None:
    gone = begin(api, project)
    api.delete(f"/uploads/{gone}")
    uploads = at_once(lab, [partial(begin, api, project)] * 8)
    assert len(set(uploads)) == 1
    assert gone not in uploads


def test_what_was_refused_is_judged_again(lab: Lab, api: Api) -> None:
    project = api.bare_project()
    begin(api, project, expect=404)  # its container is still being made
    begin(api, project, size=1001, expect=400)
    lab.operations.storage.prepare_containers()
    assert begin(api, project) == begin(api, project)


def test_who_may_not_add_files_any_more_is_refused(lab: Lab, api: Api, project: str) -> None:
    other = client(lab, "other")
    members = f"/projects/{project}/permissions/{other.get('/current_user').json['id']}"
    api.put(members, {"auth_role": {"id": "file_uploader"}}, 200)
    begin(other, project)
    api.put(members, {"auth_role": {"id": "project_viewer"}}, 200)
    begin(other, project, expect=403)


def test_without_a_key_each_request_begins_one(api: Api, project: str) -> None:
    assert api.upload(project, 10) != api.upload(project, 10)
