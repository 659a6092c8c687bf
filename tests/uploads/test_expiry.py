"""Uploads that time gives up, and what is said of them from that moment on."""

from __future__ import annotations

import pytest

from tests.house.client import Api, digest_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.providers.raw import RawLocal

DATA = bytes(range(150))


def test_uploads_without_activity_expire(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    idle, active = api.sent(project, DATA, 100), api.upload(project, 100)
    complete = api.stored(project, DATA, 100)
    lab.clock.forward(days=6, hours=23)
    lab.work()
    api.offer(active, 1, 100)
    lab.clock.forward(hours=2)
    lab.work()
    lab.work()
    for answer in (api.get(f"/uploads/{idle}", 404), api.offer(idle, 1, 100, 404)):
        assert answer.json["reason_code"] == "upload_expired"
    assert not any(name.startswith(idle) for name in local_storage.objects(project))
    api.get(f"/uploads/{active}")
    assert lab.state(complete) == "complete"
    lab.clock.forward(days=7)
    lab.work()
    assert lab.state(active) == "expired"
    assert lab.state(complete) == "complete"


@pytest.mark.parametrize("is_swept", [True, False])
def test_one_that_has_expired_says_so_from_that_moment_on(
    lab: Lab, api: Api, project: str, is_swept: bool
) -> None:
    upload = api.upload(project, 100)
    signed = api.offer(upload, 1, 100).json
    lab.clock.forward(days=6)
    again = api.offer(upload, 1, 100, **digest_of(DATA[:100])).json
    lab.clock.forward(days=7)
    if is_swept:
        lab.work()
    path, chunk = f"/uploads/{upload}", {"number": 1, "size": 100, "hash": digest_of(DATA[:100])}
    made = {"parent": {"kind": "dds-project", "id": project}, "upload": {"id": upload}}
    for answer in (
        api.get(path, 404),
        api.get(f"{path}/chunks", 404),
        api.offer(upload, 1, 100, 404),
        api.put(f"{path}/chunks", {"chunks": [chunk]}, 404),
        api.complete(upload, DATA[:100], 404),
        api.put(f"{path}/hashes", digest_of(DATA[:100]), 404),
        api.delete(path, 404),
        api.post("/files", made, 404),
    ):
        body = answer.json
        assert (body["reason"], body["reason_code"]) == ("Upload Not Found", "upload_expired")
        assert body["suggestion"] == "the upload has expired, begin again"
    for url in (signed, again):
        ended = api.send(url, DATA[:100], 403).json
        assert (ended["reason"], ended["reason_code"]) == ("Unauthorized", "url_expired")
        assert ended["suggestion"] == "the signed URL has expired, ask for a new one"


@pytest.mark.parametrize("is_swept", [True, False])
def test_a_url_that_is_still_good_leads_to_an_upload_that_has_expired(
    open_again: OpenLab, is_swept: bool
) -> None:
    lab = open_again({**SMALL, "UPLOAD_EXPIRY": "1m", "SIGNED_URL_DURATION": "1h"})
    api = client(lab, "researcher")
    upload = api.upload(api.project(), 100)
    signed = api.offer(upload, 1, 100, **digest_of(DATA[:100])).json
    lab.clock.forward(seconds=61)
    if is_swept:
        lab.work()
    ended = api.send(signed, DATA[:100], 403).json
    assert (ended["reason"], ended["reason_code"]) == ("Unauthorized", "upload_expired")
    assert ended["suggestion"] == "the upload has expired, begin again"


def test_that_an_upload_expired_is_told_only_to_those_who_may_see_it(
    lab: Lab, api: Api, project: str
) -> None:
    idle, stranger = api.upload(project, 100), client(lab, "stranger")
    api.delete(f"/uploads/{(aborted := api.upload(project, 1))}")
    lab.clock.forward(days=8)
    lab.work()
    assert lab.state(idle) == "expired"
    for answer in (
        stranger.get(f"/uploads/{idle}", 404),
        stranger.offer(idle, 1, 100, 404),
        api.get(f"/uploads/{aborted}", 404),
        api.offer(aborted, 1, 1, 404),
    ):
        assert answer.json["reason_code"] == "not_found"
    made = {"parent": {"kind": "dds-project", "id": project}, "upload": {"id": idle}}
    assert api.post("/files", made, 404).json["reason_code"] == "upload_expired"


def test_the_time_of_expiry_is_a_setting(open_again: OpenLab) -> None:
    lab = open_again({**SMALL, "UPLOAD_EXPIRY": "1h"})
    api = client(lab, "researcher")
    upload = api.upload(api.project(), 1)
    lab.clock.forward(minutes=59)
    lab.work()
    api.get(f"/uploads/{upload}")
    lab.clock.forward(minutes=2)
    lab.work()
    api.get(f"/uploads/{upload}", 404)
