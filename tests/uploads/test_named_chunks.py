"""Chunks are stored under what was announced of them, so that other content never meets them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from providers.local.store import LocalStore
from tests.house.client import Api, digest_of
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.providers.raw import RawLocal
from tests.uploads.clients import CHANGE_FILES, member, read, send

GOOD, OTHER = b"x" * 100, b"y" * 100


def path(signed: dict[str, str]) -> str:
    return urlsplit(signed["url"]).path


def test_the_same_content_has_the_same_name_whoever_asks(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 100)
    first = api.offer(upload, 1, 100, **digest_of(GOOD)).json
    lab.clock.forward(seconds=7)
    editor = member(lab, api, project, CHANGE_FILES)
    again = editor.offer(upload, 1, 100, **digest_of(GOOD)).json
    other = editor.offer(upload, 1, 100, **digest_of(OTHER)).json
    assert path(first) == path(again)
    assert path(other) != path(first)


def test_two_processes_of_one_client_do_not_undo_each_other(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.upload(project, 100)
    slow = api.offer(upload, 1, 100, **digest_of(GOOD)).json
    fast = api.offer(upload, 1, 100, **digest_of(GOOD)).json
    api.send(fast, GOOD)
    api.send(slow, GOOD)
    api.complete(upload, GOOD)
    lab.work()
    assert api.download(project, upload).content == GOOD


def test_a_url_for_other_content_ends_with_the_next_announcement(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    upload = api.upload(project, 100)
    former = api.offer(upload, 1, 100, **digest_of(OTHER)).json
    api.send(former, OTHER)
    api.send_chunk(upload, 1, GOOD)
    for data in (OTHER, GOOD):
        assert api.send(former, data, 403).json["reason_code"] == "url_superseded"
    api.complete(upload, GOOD)
    lab.work()
    assert list(local_storage.objects(project).values()) == [GOOD]
    assert api.download(project, upload).content == GOOD


def test_a_url_for_other_content_cannot_touch_a_chunk_in_swift(swift_lab: Lab) -> None:
    owner = client(swift_lab, "owner")
    project = owner.project()
    attacker = member(swift_lab, owner, project, CHANGE_FILES)
    upload = owner.upload(project, 200)
    granted = [attacker.offer(upload, number, 100, **digest_of(OTHER)).json for number in (1, 2)]
    for number in (1, 2):
        assert send(owner.offer(upload, number, 100, **digest_of(GOOD)).json, GOOD) == 201
    assert send(granted[0], b"z" * 100) == 201
    owner.complete(upload, GOOD * 2)
    swift_lab.work()
    assert send(granted[1], b"z" * 100) == 201
    assert owner.status(upload)["error_on"] is None
    assert read(owner, project, upload) == GOOD * 2


def test_what_is_superseded_while_it_is_sent_is_gone_once_the_upload_is_joined(
    lab: Lab, api: Api, project: str, local_storage: RawLocal, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = api.upload(project, 100)
    slow = api.offer(upload, 1, 100, **digest_of(OTHER)).json
    put = LocalStore.put

    def slow_put(*args: Any, **named: Any) -> Any:
        monkeypatch.undo()
        api.send_chunk(upload, 1, GOOD)
        api.complete(upload, GOOD)
        lab.work()
        return put(*args, **named)

    monkeypatch.setattr(LocalStore, "put", slow_put)
    api.send(slow, OTHER, 403)
    assert list(local_storage.objects(project).values()) == [GOOD]
