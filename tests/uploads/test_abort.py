"""Uploads that their clients give up, and what is left of them."""

from __future__ import annotations

from uuid import UUID

import pytest

from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.uploads.chunk import Chunk
from providers.local.concatenator import LocalConcatenator
from providers.local.store import LocalStore
from providers.memory.options import Switches
from tests.house.client import Api, digest_of, md5, object_error
from tests.house.fixtures import OpenLab, client
from tests.house.setting import Lab
from tests.placements.desk import LATER, Desk
from tests.providers.raw import RawLocal
from tests.uploads.memory import store_chunk

DATA = bytes(range(150))


def chunk_rows(lab: Lab, upload: str) -> int:
    return len(lab.records.chunks.chunks(UUID(upload)))


def test_an_aborted_upload_is_gone_with_its_bytes(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    upload, kept = api.sent(project, DATA, 100), api.sent(project, DATA, 100)
    api.delete(f"/uploads/{upload}")
    for method, below in (("GET", ""), ("DELETE", ""), ("PUT", "/complete"), ("PUT", "/hashes")):
        body = {"hash": {"value": "a" * 32, "algorithm": "md5"}, "value": "x", "algorithm": "md5"}
        api.call(method, f"/uploads/{upload}{below}", body, expect=404)
    listed = api.get(f"/projects/{project}/uploads").json["results"]
    assert [it["id"] for it in listed] == [kept]
    lab.work()
    names = (f"{kept}/{number}-{md5(part)}" for number, part in ((1, DATA[:100]), (2, DATA[100:])))
    assert set(local_storage.objects(project)) == set(names)
    assert chunk_rows(lab, upload) == 0


def test_the_row_goes_when_no_url_can_be_good_any_more(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    upload = api.upload(project, 100)
    granted = api.offer(upload, 1, 100).json
    api.delete(f"/uploads/{upload}")
    lab.work()
    assert lab.state(upload) == "aborted"
    api.send(granted, b"x" * 100, 403)
    assert local_storage.objects(project) == {}
    lab.clock.forward(days=1, seconds=1)
    lab.work()
    assert lab.state(upload) is None


def test_bytes_that_arrive_while_the_upload_is_given_up_go_too(
    lab: Lab, api: Api, project: str, local_storage: RawLocal, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = api.begin(project, 100, chunked=False).json
    put = LocalStore.put

    def slow_put(*args: object, **named: object) -> object:
        done = put(*args, **named)  # type: ignore[arg-type]
        api.delete(f"/uploads/{begun['id']}")
        lab.work()
        return done

    monkeypatch.setattr(LocalStore, "put", slow_put)
    api.send(begun["signed_url"], b"x" * 100, 404)
    assert local_storage.objects(project) == {}


def test_a_complete_upload_is_purged_and_stays_to_be_read(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    upload = api.stored(project, DATA, 100)
    api.delete(f"/uploads/{upload}")
    lab.work()
    shown = api.get(f"/uploads/{upload}").json
    assert shown["status"]["purged_on"] is not None
    assert shown["chunks"] == []
    assert local_storage.objects(project) == {}
    api.delete(f"/uploads/{upload}")


def test_what_a_file_is_made_of_stays(lab: Lab, api: Api, project: str) -> None:
    upload = api.stored(project, DATA, 100)
    file = api.file(project, upload).json["id"]
    assert object_error(api.delete(f"/uploads/{upload}", 400)) == "upload is used by a file"
    api.delete(f"/files/{file}")
    assert object_error(api.delete(f"/uploads/{upload}", 400)) == "upload is used by a file"


def test_an_upload_that_waits_to_be_joined_can_be_given_up(
    lab: Lab, api: Api, project: str, local_storage: RawLocal
) -> None:
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA)
    api.delete(f"/uploads/{upload}")
    api.get(f"/uploads/{upload}", 404)
    lab.work()
    assert lab.state(upload) == "aborted"
    assert local_storage.objects(project) == {}


@pytest.mark.parametrize("good", [True, False], ids=["good bytes", "bad bytes"])
def test_what_is_given_up_while_a_worker_joins_it_stays_given_up(
    lab: Lab,
    api: Api,
    project: str,
    local_storage: RawLocal,
    monkeypatch: pytest.MonkeyPatch,
    good: bool,
) -> None:
    upload = api.sent(project, DATA, 100)
    claimed = digest_of(DATA if good else DATA[::-1], "sha256")
    api.complete(upload, DATA, **claimed)
    join = LocalConcatenator.concatenate

    def slow_join(*args: object, **named: object) -> None:
        api.delete(f"/uploads/{upload}")
        lab.work()  # another process removes what is there
        join(*args, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(LocalConcatenator, "concatenate", slow_join)
        lab.operations.uploads.assemble(UUID(upload))
    assert lab.state(upload) == "aborted"
    lab.clock.forward(days=1, seconds=1)
    lab.work()
    assert lab.state(upload) is None
    assert local_storage.objects(project) == {}


def test_the_file_of_an_upload_that_is_given_up_goes_too(
    lab: Lab, api: Api, project: str, local_storage: RawLocal, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA)
    store, join = lab.providers.default.abilities.store, LocalConcatenator.concatenate

    def slow_join(*args: object, **named: object) -> None:
        join(*args, **named)  # type: ignore[arg-type]
        api.delete(f"/uploads/{upload}")

    with monkeypatch.context() as patch:
        patch.setattr(LocalConcatenator, "concatenate", slow_join)
        lab.operations.uploads.assemble(UUID(upload))
    assert lab.state(upload) == "aborted"
    joined = ObjectKey(project, upload)
    store.open(joined).close()
    lab.work()
    with pytest.raises(ObjectMissing):
        store.open(joined)
    assert local_storage.objects(project) == {}


def test_what_a_file_waits_for_is_not_given_up(lab: Lab, api: Api, project: str) -> None:
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA)
    api.file(project, upload)
    assert object_error(api.delete(f"/uploads/{upload}", 400)) == "upload is used by a file"
    lab.work()
    assert lab.state(upload) == "complete"


def test_what_becomes_an_artifact_is_left_to_its_own_client(lab: Lab) -> None:
    desk = Desk(lab)
    upload = desk.sent(DATA)
    desk.commit(upload, DATA, LATER)
    refused = desk.api.delete(f"/uploads/{upload}", 400)
    assert object_error(refused) == "upload is being assembled"


def test_others_uploads_are_given_up_by_who_may_delete_files(lab: Lab, api: Api) -> None:
    project, other = api.project(), client(lab, "other")
    user = other.get("/current_user").json["id"]
    other.delete(f"/uploads/{api.upload(project, 1)}", 403)
    for role, status in {"file_uploader": 403, "file_editor": 204}.items():
        api.put(f"/projects/{project}/permissions/{user}", {"auth_role": {"id": role}}, 200)
        other.delete(f"/uploads/{api.upload(project, 1)}", status)
        other.delete(f"/uploads/{other.upload(project, 1)}")


def test_bytes_that_cannot_be_removed_now_are_removed_later(
    memory_lab: Lab, memory_switches: Switches
) -> None:
    api, upload = store_chunk(memory_lab, DATA[:100])
    found = memory_lab.records.uploads.get(UUID(upload))
    assert found is not None
    chunk = found.chunk_key(Chunk(1, 100, Digest.of("md5", DATA[:100])))
    store = memory_lab.providers.default.abilities.store
    assert store.stat(chunk).size == 100
    memory_switches.available = False
    api.delete(f"/uploads/{upload}")
    memory_lab.work()
    assert chunk_rows(memory_lab, upload) == 1
    memory_switches.available = True
    memory_lab.work()  # not due yet
    assert store.stat(chunk).size == 100
    memory_lab.clock.forward(minutes=5)
    memory_lab.work()
    assert chunk_rows(memory_lab, upload) == 0


def test_one_whose_file_was_deleted_long_ago_can_be_given_up_while_it_is_joined(
    open_again: OpenLab,
) -> None:
    lab = open_again({"DELETED_KEPT": "1d"})
    api = client(lab, "researcher")
    project = api.project()
    upload = api.sent(project, DATA, 100)
    api.complete(upload, DATA)
    file = api.file(project, upload).json["id"]
    api.delete(f"/files/{file}")
    lab.clock.forward(days=2)
    api.delete(f"/uploads/{upload}")
    for _ in range(2):
        lab.work()
        lab.clock.forward(days=2)
    assert lab.state(upload) == "aborted", "its file's version still names the row"
    assert lab.operations.uploads.sweep.upkeep.due(lab.clock(), 10) == []
