"""Files that lie at a provider which is the default no more, or is not configured at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.operations.content.begin_files import BeginFiles
from tests.blobs.contents import sha1
from tests.content.client import Sender, cut, uploads
from tests.house.client import Api
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.placements.desk import Desk, incoming

DATA = b"a" * 100 + b"b" * 50


@pytest.fixture
def storages(tmp_path: Path) -> dict[str, str]:
    """Two disks, of which the first is the default."""
    environ = {**SMALL, "STORAGE_PROVIDERS": "one,two", "ONE_DEFAULT": "true"}
    for prefix in ("ONE", "TWO"):
        environ |= {
            f"{prefix}_TYPE": "local",
            f"{prefix}_ROOT": f"{tmp_path}/{prefix}",
            f"{prefix}_CHUNK_MAX_NUMBER": "10",
            f"{prefix}_CHUNK_MAX_SIZE_BYTES": "100",
        }
    return {name: it for name, it in environ.items() if not name.startswith("LOCAL_")}


def at_two(storages: dict[str, str], *, alone: bool = False) -> dict[str, str]:
    """The second is the default from now on, and perhaps the only one."""
    known = {**storages, "ONE_DEFAULT": "false", "TWO_DEFAULT": "true"}
    if not alone:
        return known
    kept = {name: it for name, it in known.items() if not name.startswith("ONE_")}
    return {**kept, "STORAGE_PROVIDERS": "two"}


@pytest.fixture
def first(open_again: OpenLab, storages: dict[str, str]) -> Sender:
    """Who sends before the default changes."""
    lab = open_again(storages)
    return Sender(lab, client(lab, "researcher"))


def later(first: Sender, lab: Lab) -> Sender:
    """The same user at another start of the service, long after storage was last asked."""
    lab.clock.forward(minutes=2)
    assert first.api.token
    return Sender(lab, Api(lab, first.api.token))


def lose(lab: Lab, content: bytes) -> None:
    """Storage loses a chunk."""
    sql = "SELECT container, name FROM blobs WHERE sha1 = ?"
    key = ObjectKey(*lab.database.sql(sql, (sha1(content),)).fetchone())
    lab.providers.default.abilities.store.remove(key)


def test_a_file_of_which_the_former_default_lost_a_chunk_is_made_anew(
    first: Sender, open_again: OpenLab, storages: dict[str, str]
) -> None:
    project = first.api.project()
    assert first.deliver(project, DATA)["state"] == "ok"
    lose(first.lab, cut(DATA)[0])

    again = later(first, open_again(at_two(storages)))
    assert again.ask(project, DATA)["state"] == "not_found"
    assert again.deliver(project, DATA)["state"] == "ok"
    assert len(uploads(again.lab)) == 2


def test_of_two_who_have_it_made_anew_at_once_the_second_finds_it_begun(
    first: Sender,
    open_again: OpenLab,
    storages: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    project = first.api.project()
    assert first.deliver(project, DATA)["state"] == "ok"
    lose(first.lab, cut(DATA)[0])
    again = later(first, open_again(at_two(storages)))
    again.send(*cut(DATA))

    write = BeginFiles._write

    def overtaken(self: BeginFiles, *judged: Any) -> Any:
        monkeypatch.undo()
        assert again.ask(project, DATA)["state"] == "created"
        return write(self, *judged)

    monkeypatch.setattr(BeginFiles, "_write", overtaken)
    assert again.ask(project, DATA)["state"] == "created"
    assert len(uploads(again.lab)) == 2
    again.lab.work()
    assert again.ask(project, DATA)["state"] == "ok"


def test_a_file_at_a_provider_that_is_gone_holds_up_no_other(
    first: Sender, open_again: OpenLab, storages: dict[str, str]
) -> None:
    project = first.api.project()
    assert first.deliver(project, DATA)["state"] == "ok"
    again = later(first, open_again(at_two(storages, alone=True)))
    assert again.ask(project, DATA)["state"] == "ok"


def test_chunks_at_the_former_default_are_neither_called_lost_nor_copied(
    open_again: OpenLab, storages: dict[str, str]
) -> None:
    desk = Desk(open_again(storages))
    artifact = desk.made(DATA[:100], 50)
    lab = open_again(at_two(storages))
    lab.clock.forward(minutes=2)
    create = lab.operations.placements.create_artifact
    assert create(desk.caller, incoming(DATA[:100], sized=False), "a.dat", "cid") == artifact
    for chunk in desk.chunks(artifact.upload_id):
        assert not chunk.is_damaged
        with pytest.raises(ObjectMissing):
            lab.providers.default.abilities.store.stat(chunk.blob.key)
    assert desk.whole(artifact.upload_id) == DATA[:100]
