"""Storage is asked before sentry-cli is told that there is nothing to send."""

from __future__ import annotations

import pytest

from dds_upload.core.storage.manifest import ObjectKey
from providers.memory.options import Switches
from tests.blobs.contents import sha1
from tests.content.client import Sender, cut
from tests.house.clock import MovableClock
from tests.house.fixtures import client
from tests.house.setting import Lab

DATA, OTHER = b"a" * 100 + b"b" * 50, b"a" * 100 + b"c" * 50
SHARED = cut(DATA)[0]


def lose(lab: Lab, content: bytes) -> None:
    """Storage loses a chunk, long after it was last asked for it."""
    sql = "SELECT container, name FROM blobs WHERE sha1 = ?"
    key = ObjectKey(*lab.database.sql(sql, (sha1(content),)).fetchone())
    lab.providers.default.abilities.store.remove(key)
    assert isinstance(lab.clock, MovableClock)
    lab.clock.forward(minutes=2)


def test_of_a_file_that_is_whole_by_our_rows_alone_the_lost_chunks_are_asked_for(
    lab: Lab, sender: Sender, project: str
) -> None:
    assert sender.deliver(project, DATA)["state"] == "ok"
    lose(lab, SHARED)
    asked = sender.ask(project, DATA)
    assert (asked["state"], asked["missingChunks"]) == ("not_found", [sha1(SHARED)])
    sender.send(SHARED)
    assert sender.ask(project, DATA)["state"] == "ok"
    assert sender.content(project) == DATA


def test_of_a_new_file_the_lost_chunks_are_asked_for_at_once(
    lab: Lab, sender: Sender, project: str
) -> None:
    sender.deliver(project, DATA)
    lose(lab, SHARED)
    asked = sender.ask(project, OTHER)
    assert asked["missingChunks"] == [sha1(SHARED), sha1(cut(OTHER)[1])]
    assert sender.deliver(project, OTHER)["state"] == "ok"
    read = [sender.api.fetch(file["file_url"]).content for file in sender.files(project)]
    assert sorted(read) == [DATA, OTHER]


def test_a_chunk_that_is_sent_though_it_is_known_is_put_where_it_was(
    lab: Lab, sender: Sender, project: str
) -> None:
    sender.deliver(project, DATA)
    lose(lab, SHARED)
    sender.send(SHARED)
    assert sender.content(project) == DATA


def test_nobody_is_told_anything_while_storage_cannot_be_asked(
    memory_lab: Lab, memory_switches: Switches
) -> None:
    sender = Sender(memory_lab, client(memory_lab, "researcher"))
    project = sender.api.project()
    sender.send(*cut(DATA))
    sender.ask(project, DATA)
    memory_lab.work()
    memory_lab.clock.forward(minutes=2)
    memory_switches.available = False
    name = {sha1(DATA): {"name": "a", "chunks": [sha1(it) for it in cut(DATA)]}}
    sender.assemble(project, name, 503)


@pytest.mark.parametrize("times", [1, 5])
def test_storage_is_asked_once_a_minute(
    lab: Lab, sender: Sender, project: str, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    sender.deliver(project, DATA)
    lab.clock.forward(minutes=2)
    asked: list[object] = []
    confirm = "dds_upload.operations.blobs.confirm_blobs._are_there"

    def ask(abilities: object, segments: list[object]) -> list[bool]:
        asked.extend(segments)
        return [True for _ in segments]

    monkeypatch.setattr(confirm, ask)
    for _ in range(times):
        sender.ask(project, DATA)
    assert len(asked) == 2
