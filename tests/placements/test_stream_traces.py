"""What storing a chunk takes and leaves: connections, containers, bytes of a killed process."""

from __future__ import annotations

from typing import Any

import pytest

from dds_upload.core.blobs.blob import Blob
from dds_upload.operations.blobs.store_stream import StoreStream
from tests.blobs.contents import count, objects
from tests.house.setting import Lab
from tests.placements.desk import Desk
from tests.placements.desk import incoming as chunk
from tests.placements.slow import DATA, Slow


def stored(lab: Lab, blob: Blob) -> bytes:
    return b"".join(lab.providers.default.abilities.store.open(blob.key))


@pytest.mark.parametrize("known", [False, True])
def test_no_connection_is_held_while_bytes_move(desk: Desk, known: bool) -> None:
    held: list[int] = []
    lab, upload_id = desk.lab, desk.begin(len(DATA))
    source = Slow(lambda: held.append(lab.database.connections_in_use()))
    data = source.data
    if known:
        desk.sent(data, len(data))
    desk.place(upload_id, 0, data, claim=True, source=source)
    assert set(held) == {0}
    assert len(held) >= 13


def test_no_connection_is_held_while_an_artifact_arrives_or_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[int] = []
    lab = desk.lab
    source = Slow(lambda: held.append(lab.database.connections_in_use()))
    arriving = chunk(source.data, source=source, sized=False)
    desk.do.create_artifact(desk.caller, arriving, None, "")
    local: Any = lab.providers.default.abilities.store
    read = local.open

    def note_and_open(*what: Any) -> Any:
        held.append(lab.database.connections_in_use())
        return read(*what)

    upload_id = desk.sent(bytes(200))
    with monkeypatch.context() as patch:
        patch.setattr(local, "open", note_and_open)
        desk.commit(upload_id, bytes(200))
    assert set(held) == {0}


class Killed(BaseException):
    """What ends a process, for all that is left to do."""


def test_bytes_of_a_process_that_was_killed_go_after_a_day(
    lab: Lab, stream: StoreStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(lab.records.blobs, "add", die)
        with pytest.raises(Killed):
            stream(lab.providers.default, chunk(DATA))
    assert (len(objects(lab)), count(lab, "blobs")) == (1, 0)
    kept = stream(lab.providers.default, chunk(DATA))
    lab.clock.forward(hours=23)
    assert lab.operations.blobs.clean() == 0
    assert len(objects(lab)) == 2
    lab.records.blobs.find(lab.providers.default.id, [kept.fingerprint.sha256], lab.clock())
    lab.clock.forward(hours=2)
    assert lab.operations.blobs.clean() == 1
    assert objects(lab) == [str(kept.id)]
    assert stored(lab, kept) == DATA


def test_containers_are_made_when_they_are_first_needed(
    lab: Lab, stream: StoreStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    local: Any = lab.providers.default.abilities.store
    made, ensure = list[str](), local.ensure_container

    def note_and_ensure(container: str) -> None:
        made.append(container)
        ensure(container)

    monkeypatch.setattr(local, "ensure_container", note_and_ensure)
    blobs = [stream(lab.providers.default, chunk(b"%d" % number)) for number in range(60)]
    assert sorted(made) == sorted({blob.key.container for blob in blobs})
    assert [stored(lab, blob) for blob in blobs] == [b"%d" % number for number in range(60)]
