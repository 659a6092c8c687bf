"""A chunk that storage lost is asked for again, and heals every file that is made of it."""

from __future__ import annotations

from dds_upload.core.content.requests import FAILURE_STANDS_FOR
from dds_upload.core.storage.manifest import ObjectKey
from tests.blobs.contents import count, sha1
from tests.content.client import Sender, cut
from tests.house.clock import MovableClock
from tests.house.setting import Lab

FIRST, SECOND = b"a" * 100 + b"b" * 50, b"a" * 100 + b"c" * 50
SHARED = cut(FIRST)[0]


def lose(lab: Lab, content: bytes) -> None:
    """Let storage lose a chunk behind everybody's back."""
    sql = "SELECT container, name FROM blobs WHERE sha1 = ?"
    key = ObjectKey(*lab.database.sql(sql, (sha1(content),)).fetchone())
    lab.providers.default.abilities.store.remove(key)


def test_a_lost_chunk_is_asked_for_again_and_heals_what_is_made_of_it(
    lab: Lab, sender: Sender, project: str, clock: MovableClock
) -> None:
    assert sender.deliver(project, FIRST)["state"] == "ok"
    lose(lab, SHARED)
    assert sender.deliver(project, SECOND)["detail"] == "Not all chunks available for assembling"

    clock.forward(seconds=FAILURE_STANDS_FOR.total_seconds())
    asked = sender.ask(project, SECOND)
    assert (asked["state"], asked["missingChunks"]) == ("not_found", [sha1(SHARED)])
    assert sender.deliver(project, SECOND)["state"] == "ok"

    assert count(lab, "blobs") == 3
    read = [sender.api.fetch(file["file_url"]).content for file in sender.files(project)]
    assert sorted(read) == [FIRST, SECOND]
