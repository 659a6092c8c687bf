"""Whatever is planted into the database or the storage, an audit finds, and repairs what it can."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from tests.content.client import Sender
from tests.house.client import Api, md5
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.placements.desk import Desk
from tests.uploads.audited import DATA, audited, chunk


def stray(lab: Lab, project: str, name: str, days: float = 3) -> Path:
    """Bytes that were stored so long ago, and of which no row tells."""
    path = lab.root / "containers" / project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"stray")
    at = lab.clock().timestamp() - days * 86_400
    os.utime(path, (at, at))
    return path


@pytest.fixture
def lived(lab: Lab, api: Api, project: str) -> str:
    """A service that has some of everything; gives a complete upload of the project."""
    upload = api.stored(project, DATA, 100)
    api.file(project, upload)
    api.sent(project, DATA, 100)
    api.upload(project, 100)
    whole = api.begin(project, 100, chunked=False).json
    api.send(whole["signed_url"], DATA[:100])
    api.complete(whole["id"], DATA[:100])
    api.delete(f"/uploads/{api.sent(project, DATA, 100)}")
    desk = Desk(lab, "desk")
    desk.made(DATA)
    desk.commit(desk.sent(DATA[:120]), DATA)
    sender = Sender(lab, client(lab, "sender"))
    sender.deliver(sender.api.project(), DATA)
    lab.work()
    return upload


def test_nothing_is_found_where_nothing_is_wrong(
    lab: Lab, lived: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audited(lab, capsys) == (0, [])
    lab.clock.forward(days=3)
    lab.hour()
    assert audited(lab, capsys) == (0, [])


Damage = Callable[[Lab, str, str], str]


def lose_chunk(lab: Lab, project: str, upload: str) -> str:
    chunk(lab, project, upload).unlink()
    return "missing"


def cut_chunk(lab: Lab, project: str, upload: str) -> str:
    chunk(lab, project, upload).write_bytes(DATA[:99])
    return "size differs"


def change_chunk(lab: Lab, project: str, upload: str) -> str:
    path = chunk(lab, project, upload)
    path.rename(path.with_name(path.name[:-32] + md5(b"other")))
    return "digest differs"


@pytest.mark.parametrize("damage", [lose_chunk, cut_chunk, change_chunk])
def test_a_chunk_that_is_lost_is_found_told_and_healed(
    lab: Lab,
    api: Api,
    project: str,
    lived: str,
    damage: Damage,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lab.clock.forward(days=2)
    lab.work()
    word = damage(lab, project, lived)
    key = f"{project}/{lived}/1-{md5(DATA[:100])}"
    assert audited(lab, capsys) == (1, [f"local: chunk {key}: {word}"])
    assert audited(lab, capsys, repair=True)[0] == 1
    status = api.get(f"/uploads/{lived}").json["status"]
    assert "1" in status["error_message"]
    assert audited(lab, capsys) == (0, [f"local: chunk {key}: known to be damaged"])
    api.send_chunk(lived, 1, DATA[:100])
    lab.clock.forward(minutes=1)
    lab.work()
    assert api.get(f"/uploads/{lived}").json["status"]["error_message"] is None
    assert api.download(project, lived).content == DATA
    assert audited(lab, capsys) == (0, [])


def test_a_joined_file_that_is_lost_is_joined_again(
    lab: Lab, api: Api, project: str, lived: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (lab.root / "containers" / project / f"{lived}.manifest").unlink()
    assert audited(lab, capsys) == (1, [f"local: file {project}/{lived}: missing"])
    audited(lab, capsys, repair=True)
    assert audited(lab, capsys) == (0, [])
    assert api.download(project, lived).content == DATA


def test_a_blob_that_is_lost_is_marked_and_healed(
    lab: Lab, lived: str, capsys: pytest.CaptureFixture[str]
) -> None:
    container, name = lab.database.sql("SELECT container, name FROM blobs LIMIT 1").fetchone()
    [path] = (lab.root / "containers" / container).glob(f"{name}.md5-*")
    data = path.read_bytes()
    path.unlink()
    found = f"local: chunk by content {container}/{name}"
    assert audited(lab, capsys) == (1, [f"{found}: missing"])
    audited(lab, capsys, repair=True)
    assert audited(lab, capsys) == (0, [f"{found}: known to be damaged"])
    desk = Desk(lab, "another")
    desk.place(desk.begin(len(data)), 0, data)
    assert audited(lab, capsys) == (0, [])
    assert path.read_bytes() == data


def test_bytes_without_rows_go_when_they_are_old(
    lab: Lab, project: str, lived: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lab.clock.forward(days=2)
    lab.work()
    blob = uuid4()
    strays = [
        stray(lab, project, f"{uuid4()}/1.md5-{'0' * 32}"),
        stray(lab, project, f"{lived}/7.md5-{'0' * 32}"),
        stray(lab, str(UUID(int=0)), f"{uuid4()}.manifest"),
        stray(lab, f"content-{blob.hex[:2]}", f"{blob.hex[2:4]}/{blob}.md5-{'0' * 32}"),
        stray(lab, "assembled-ff", f"{uuid4()}/file-1.manifest"),
    ]
    young = stray(lab, project, f"{uuid4()}/1.md5-{'0' * 32}", days=1)
    code, told = audited(lab, capsys)
    assert (code, len(told)) == (1, len(strays))
    assert all(line.endswith(": nothing refers to it") for line in told)
    assert all(path.exists() for path in strays)
    assert audited(lab, capsys, repair=True)[0] == 1
    assert not any(path.exists() for path in strays)
    assert young.exists()
    assert audited(lab, capsys) == (0, [])


def test_what_changes_meanwhile_is_not_found(
    lab: Lab, api: Api, project: str, lived: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An upload is completed, and another one given up, between the two lists."""
    inventory = lab.providers.default.abilities.inventory
    assert inventory is not None
    listed = list(inventory.objects())
    later = api.stored(project, DATA, 100)
    expected = lab.records.audit.expected(lab.providers.default.id)
    missing = {it.key for it in expected if it.must_be} - {it.key for it in listed}
    assert {key.name.partition("/")[0] for key in missing} == {later}
    assert audited(lab, capsys) == (0, [])


def test_both_sides_come_in_one_order(lab: Lab, lived: str) -> None:
    provider = lab.providers.default
    assert provider.abilities.inventory is not None
    stored = [(it.key.container, it.key.name) for it in provider.abilities.inventory.objects()]
    expected = [(it.key.container, it.key.name) for it in lab.records.audit.expected(provider.id)]
    assert stored == sorted(stored)
    assert expected == sorted(expected)
    assert len(stored) > 10


def test_pages_join_without_a_gap(
    lab: Lab, lived: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    provider = lab.providers.default.id
    whole = list(lab.records.audit.expected(provider))
    monkeypatch.setattr("db.uploads.audit._PAGE", 2)
    monkeypatch.setattr("db.uploads.audit._CHUNKS", 1)
    assert list(lab.records.audit.expected(provider)) == whole
    assert audited(lab, capsys) == (0, [])
