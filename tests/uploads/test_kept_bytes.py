"""Bytes that nobody needs go after their period, and never while anything refers to them."""

from __future__ import annotations

import pytest

from dds_upload.core.errors import InUse
from dds_upload.core.storage.manifest import ObjectKey
from tests.house.client import Api, digest_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import SMALL, Lab
from tests.placements.desk import Desk

DATA = bytes(range(150))


def days_pass(lab: Lab, days: float) -> None:
    """Time passes, then everything is done that the sweeper does in an hour of that day."""
    lab.clock.forward(days=days)
    lab.hour()


def stored(lab: Lab) -> set[str]:
    """Uploads that have anything on the disk, whatever it is."""
    found = (it.relative_to(lab.root).parts for it in (lab.root / "containers").rglob("*"))
    return {parts[2].partition(".")[0] for parts in found if len(parts) > 2}


def failed(lab: Lab, api: Api, project: str) -> str:
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA, **digest_of(DATA[::-1], "sha256"))
    lab.work()
    assert lab.state(upload) == "failed"
    return upload


def filed(api: Api, project: str) -> tuple[str, str]:
    upload = api.stored(project, DATA, 100)
    return upload, api.file(project, upload).json["id"]


def revised(api: Api, project: str) -> tuple[str, str, str]:
    """An upload that an old version is made of, that version, and its file."""
    old, file = filed(api, project)
    version = api.get(f"/files/{file}").json["current_version"]["id"]
    api.put(f"/files/{file}", {"upload": {"id": api.stored(project, DATA, 50)}}, 200)
    return old, version, file


def test_each_kind_of_unneeded_bytes_goes_after_its_period(
    lab: Lab, api: Api, project: str
) -> None:
    doomed, kept = api.project(), {filed(api, project)[0]}
    unused, bad = api.stored(project, DATA, 100), failed(lab, api, project)
    deleted_file, file = filed(api, project)
    api.delete(f"/files/{file}")
    deleted_version, version, revised_file = revised(api, project)
    kept.add(api.get(f"/files/{revised_file}").json["current_version"]["upload"]["id"])
    api.delete(f"/file_versions/{version}")
    deleted_project, unused_in_project = filed(api, doomed)[0], api.stored(doomed, DATA, 100)
    failed_in_project = failed(lab, api, doomed)
    api.delete(f"/projects/{doomed}")
    going = {unused, bad, deleted_file, deleted_version}
    going |= {deleted_project, unused_in_project, failed_in_project}
    days_pass(lab, 29)
    assert stored(lab) == kept | going
    days_pass(lab, 1.1)
    assert stored(lab) == kept
    assert {lab.state(it) for it in going} == {"purged"}
    assert {lab.state(it) for it in kept} == {"complete"}


def test_bytes_that_came_late_go_a_day_later(lab: Lab, api: Api, project: str) -> None:
    unused = api.stored(project, DATA, 100)
    days_pass(lab, 31)
    late = lab.root / "containers" / project / unused / f"1.md5-{'0' * 32}"
    late.parent.mkdir(parents=True)
    late.write_bytes(b"late")
    days_pass(lab, 0.9)
    assert late.exists()
    days_pass(lab, 0.2)
    assert not late.exists()


@pytest.mark.parametrize("setting", ["UNUSED_EXPIRY", "FAILED_EXPIRY", "DELETED_KEPT"])
def test_never_keeps_them(open_again: OpenLab, setting: str) -> None:
    lab = open_again({**SMALL, setting: "never"})
    api = client(lab, "researcher")
    project = api.project()
    unused, bad = api.stored(project, DATA, 100), failed(lab, api, project)
    deleted, file = filed(api, project)
    api.delete(f"/files/{file}")
    days_pass(lab, 400)
    days_pass(lab, 400)
    kept = {"UNUSED_EXPIRY": unused, "FAILED_EXPIRY": bad, "DELETED_KEPT": deleted}
    assert stored(lab) == {kept[setting]}


def test_what_several_files_are_made_of_stays_until_the_last_is_gone(
    lab: Lab, api: Api, project: str
) -> None:
    upload, first = filed(api, project)
    elsewhere = api.project()
    second = api.file(elsewhere, api.stored(elsewhere, DATA, 50)).json["id"]
    api.put(f"/files/{second}", {"upload": {"id": upload}}, 200)
    api.delete(f"/files/{first}")
    days_pass(lab, 31)
    assert upload in stored(lab)
    api.delete(f"/projects/{elsewhere}")
    days_pass(lab, 31)
    assert upload not in stored(lab)


def test_an_artifact_stays_and_so_does_what_was_committed_as_its_content(lab: Lab) -> None:
    desk = Desk(lab)
    uploads = [desk.sent(DATA), desk.sent(DATA)]
    for upload in uploads:
        desk.commit(upload, DATA)
    days_pass(lab, 400)
    assert [lab.state(str(it)) for it in uploads] == ["complete", "complete"]


def test_a_file_that_comes_meanwhile_keeps_its_upload(lab: Lab, api: Api, project: str) -> None:
    """What is judged is looked at again once nobody else can make a file of it."""
    upload = api.stored(project, DATA, 100)
    lab.clock.forward(days=31)
    api.file(project, upload)
    lab.hour()
    assert lab.state(upload) == "complete"


def test_a_put_that_ends_after_the_completion_leaves_nothing(
    lab: Lab, api: Api, project: str
) -> None:
    begun = api.begin(project, 100, chunked=False).json
    api.send(begun["signed_url"], DATA[:100])
    api.complete(begun["id"], DATA[:100])
    lab.work()
    folder = lab.root / "containers" / project / begun["id"]
    own = set(folder.iterdir())
    abilities = lab.providers.default.abilities
    key = ObjectKey(project, f"{begun['id']}/1")
    abilities.store.put(key, [DATA[50:]], size=100, digest=None, algorithm="md5")
    assert set(folder.iterdir()) > own
    lab.clock.forward(days=1, minutes=1)
    lab.work()
    assert set(folder.iterdir()) == own
    assert b"".join(abilities.store.open(ObjectKey(project, begun["id"]))) == DATA[:100]


def test_files_that_failed_commits_made_go(lab: Lab) -> None:
    desk = Desk(lab)
    upload = desk.sent(DATA)
    desk.commit(upload, DATA[::-1])
    desk.commit(upload, DATA)
    folder = lab.root / "containers" / f"assembled-{upload.hex[:2]}" / str(upload)
    assert {it.name for it in folder.iterdir()} == {"file-1.manifest", "file-2.manifest"}
    lab.clock.forward(days=1, minutes=1)
    lab.work()
    assert {it.name for it in folder.iterdir()} == {"file-2.manifest"}
    assert desk.content(upload) == DATA


def test_failed_commits_are_forgotten_and_others_stay_with_their_artifact(lab: Lab) -> None:
    desk = Desk(lab)
    upload = desk.sent(DATA)
    desk.commit(upload, DATA[::-1])
    made = desk.commit(upload, DATA)
    days_pass(lab, 31)
    assert [it.id for it in desk.all_commits()] == [made.id]
    desk.do.artifacts.delete(desk.caller, desk.all_artifacts()[0].id)
    lab.work()
    days_pass(lab, 1.1)
    assert desk.all_commits() == []


def test_an_artifact_goes_once_no_file_of_it_can_be_restored(lab: Lab) -> None:
    desk = Desk(lab)
    upload = desk.made(DATA).upload_id
    project = desk.api.project()
    desk.api.delete(f"/files/{desk.file(project, upload)}")
    [artifact] = desk.all_artifacts()
    with pytest.raises(InUse):
        desk.do.artifacts.delete(desk.caller, artifact.id)
    days_pass(lab, 31)
    desk.do.artifacts.delete(desk.caller, artifact.id)
    lab.work()
    assert lab.state(str(upload)) == "purged"
