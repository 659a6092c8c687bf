"""What the holder of a signed URL can do to a finished file in Swift, and until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
import requests

from dds_upload.core.events.event import EventKind
from dds_upload.core.storage.layout import tree_key
from dds_upload.core.storage.manifest import ObjectKey
from tests.house.client import Api, digest_of
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.uploads.clients import CHANGE_FILES, member, read, send

PARTS = (b"a" * 100, b"b" * 100, b"c" * 50)
DATA = b"".join(PARTS)
BAD = b"other bytes".ljust(100)

#: A little more than until the first look after the last URL.
LOOK = {"seconds": 317}


class Attacked:
    """A complete upload in a project with a member who may update files."""

    def __init__(self, lab: Lab) -> None:
        self.lab, self.owner = lab, client(lab, "owner")
        self.project = self.owner.project()
        self.attacker = member(lab, self.owner, self.project, CHANGE_FILES)
        self.id = self.owner.upload(self.project, len(DATA))
        for number, data in enumerate(PARTS, 1):
            assert send(self.asked(self.owner, number), data) == 201

    def asked(self, api: Api, number: int) -> Any:
        """Where a chunk is to be sent to, as it is."""
        data = PARTS[number - 1]
        return api.offer(self.id, number, len(data), **digest_of(data)).json

    def complete(self) -> str:
        """Complete it, and make a file of it; gives the file's id."""
        self.owner.complete(self.id, DATA)
        self.lab.work()
        file: str = self.owner.file(self.project, self.id).json["id"]
        return file

    @property
    def status(self) -> Any:
        return self.owner.status(self.id)

    @property
    def tree(self) -> ObjectKey:
        return tree_key(self.project, UUID(self.id))

    def later(self, **by: float) -> None:
        self.lab.clock.forward(**by)
        self.lab.work()


@pytest.fixture
def attacked(swift_lab: Lab) -> Attacked:
    return Attacked(swift_lab)


def test_bytes_that_are_sent_after_the_completion_are_found_and_can_be_sent_again(
    attacked: Attacked,
) -> None:
    signed = attacked.asked(attacked.attacker, 1)
    file = attacked.complete()
    assert read(attacked.owner, attacked.project, attacked.id) == DATA
    assert send(signed, BAD) == 201
    attacked.later(**LOOK)
    status = attacked.status
    text = "chunks changed in storage after the file was complete, send them again: 1"
    assert (status["error_message"], status["sealed_on"]) == (text, None)
    assert attacked.owner.get(f"/files/{file}/url", 400).json["reason"] == text
    kinds = [it.event.kind for it in attacked.lab.records.events.after(0, 1000)]
    assert kinds[-1] is EventKind.UPLOAD_DAMAGED

    attacked.owner.offer(attacked.id, 2, 100, 400, **digest_of(PARTS[1]))
    assert send(attacked.asked(attacked.owner, 1), PARTS[0]) == 201
    attacked.later(seconds=31)
    assert attacked.status["error_on"] is None
    download = attacked.owner.get(f"/files/{file}/url").json
    assert requests.get(download["host"] + download["url"], timeout=10).content == DATA
    attacked.later(**LOOK)
    assert attacked.status["sealed_on"] is not None


def test_a_put_that_ends_hours_after_its_url_is_found_a_day_later(attacked: Attacked) -> None:
    signed = attacked.asked(attacked.attacker, 2)
    attacked.complete()
    attacked.later(**LOOK)
    assert attacked.status["sealed_on"] is not None
    assert send(signed, BAD) == 201  # Swift's clock stands: to it the URL is good
    attacked.later(days=1)
    status = attacked.status
    assert status["sealed_on"] is None
    assert status["error_message"].endswith("send them again: 2")


def test_a_piece_that_is_overwritten_by_its_own_url_is_found(swift_lab: Lab) -> None:
    owner = client(swift_lab, "owner")
    begun = owner.begin(owner.project(), 100, chunked=False).json
    assert send(begun["signed_url"], PARTS[0]) == 201
    owner.complete(begun["id"], PARTS[0])
    swift_lab.work()
    assert send(begun["signed_url"], BAD) == 201
    swift_lab.clock.forward(**LOOK)
    swift_lab.work()
    assert owner.status(begun["id"])["error_message"] is not None
    again = owner.get(f"/uploads/{begun['id']}").json["signed_url"]
    assert send(again, PARTS[0]) == 201
    swift_lab.clock.forward(seconds=31)
    swift_lab.work()
    assert owner.status(begun["id"])["error_message"] is None
    assert read(owner, begun["project"]["id"], begun["id"]) == PARTS[0]


def test_objects_of_other_announcements_are_gone_once_it_is_sealed(attacked: Attacked) -> None:
    stray = attacked.attacker.offer(attacked.id, 1, 100, **digest_of(BAD)).json
    assert send(stray, BAD) == 201
    assert send(attacked.asked(attacked.owner, 1), PARTS[0]) == 201
    attacked.complete()
    store, tree = attacked.lab.providers.default.abilities.store, attacked.tree
    assert len(list(store.list_below(tree))) == 4
    attacked.later(**LOOK)
    assert len(list(store.list_below(tree))) == 3
    assert attacked.status["sealed_on"] is not None
    assert read(attacked.owner, attacked.project, attacked.id) == DATA
