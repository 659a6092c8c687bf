"""What a member may do to the uploads of others, on a storage that is reached past the service."""

from __future__ import annotations

import requests

from tests.house.client import Api, digest_of
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.uploads.clients import ADD_FILES, CHANGE_FILES, member, send

DATA = bytes(range(150))


def sent(api: Api, project: str) -> str:
    """An open upload with all its bytes."""
    upload = api.upload(project, len(DATA))
    for number, chunk in enumerate((DATA[:100], DATA[100:]), 1):
        granted = api.offer(upload, number, len(chunk), **digest_of(chunk)).json
        assert send(granted, chunk) == 201
    return upload


def test_who_may_add_files_cannot_overwrite_what_another_has_sent(swift_lab: Lab) -> None:
    owner = client(swift_lab, "owner")
    project = owner.project()
    upload = sent(owner, project)
    attacker = member(swift_lab, owner, project, ADD_FILES)
    refused = attacker.offer(upload, 1, 100, None, **digest_of(DATA[:100]))
    owner.complete(upload, DATA)
    swift_lab.work()
    if refused.status_code == 200:
        send(refused.json, b"other bytes".ljust(100))
    file = owner.file(project, upload).json["id"]
    signed = owner.get(f"/files/{file}/url").json
    found = requests.get(signed["host"] + signed["url"], timeout=10)
    assert (found.status_code, found.content) == (200, DATA)
    assert refused.status_code == 403


def test_others_uploads_are_finished_and_ended_by_who_may_change_files(swift_lab: Lab) -> None:
    owner = client(swift_lab, "owner")
    project = owner.project()
    upload, unwanted = sent(owner, project), owner.upload(project, 1)
    adder = member(swift_lab, owner, project, ADD_FILES)
    adder.complete(upload, DATA, 403)
    adder.delete(f"/uploads/{unwanted}", 403)
    adder.put(f"/uploads/{upload}/hashes", digest_of(DATA, "sha256"), 403)
    assert owner.status(upload)["completed_on"] is None
    editor = member(swift_lab, owner, project, CHANGE_FILES)
    editor.complete(upload, DATA)
    editor.put(f"/uploads/{upload}/hashes", digest_of(DATA, "sha256"), 200)
    editor.delete(f"/uploads/{unwanted}")
    swift_lab.work()
    assert owner.status(upload)["is_consistent"] is True
