"""What arrives by Pulp's protocol is an upload of the service: the DDS API shows and uses it."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.house.client import Api, md5
from tests.house.fixtures import OpenLab
from tests.house.setting import SMALL
from tests.protocols.pulp.conftest import Slow, dds, new_user, wire_of
from tests.protocols.pulp.kept import kept
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    TASKS,
    UPLOADS,
    Wire,
    file,
    id_of,
    said,
    sha256,
)

DATA = b"0123456789"
DIGEST = sha256(DATA)


def shown(api: Api, upload: str, expect: int = 200) -> Any:
    """What the DDS API says of an upload."""
    return api.get(f"/uploads/{id_of(upload)}", expect=expect).json


def chunk_hashes(body: Any) -> list[tuple[int, str]]:
    """Sizes and digests of the chunks that it shows."""
    return [(each["size"], each["hash"]["value"]) for each in body["chunks"]]


def committed(wire: Wire, data: bytes = DATA, cut: int = 4) -> str:
    """The href of an upload that became an artifact."""
    upload = wire.sent(data, cut)
    assert wire.task(upload, sha256(data))["state"] == "completed"
    return upload


def test_an_upload_is_shown_without_a_project_while_it_is_sent(wire: Wire) -> None:
    api, upload = dds(wire), wire.begin(10)
    body = shown(api, upload)
    assert (body["project"], body["size"], body["chunks"], body["hashes"]) == (None, 10, [], [])
    assert (body["status"]["completed_on"], body["status"]["is_consistent"]) == (None, False)
    wire.chunk(upload, 6, DATA[6:])
    wire.chunk(upload, 0, DATA[:3])
    assert chunk_hashes(shown(api, upload)) == [(3, md5(DATA[:3])), (4, md5(DATA[6:]))]


def test_an_upload_is_shown_without_a_project_after_its_commit(wire: Wire) -> None:
    api, upload = dds(wire), committed(wire)
    wire.get(upload, expect=404)
    body = shown(api, upload)
    assert (body["project"], body["size"]) == (None, 10)
    assert chunk_hashes(body) == [(4, md5(b"0123")), (4, md5(b"4567")), (2, md5(b"89"))]
    assert body["status"]["completed_on"]
    assert body["status"]["is_consistent"] is True
    assert (body["status"]["verified"], body["status"]["error_on"]) == ("whole", None)


@pytest.mark.parametrize("cut", [4, 10])
@pytest.mark.parametrize("data", [DATA, b""])
def test_sha256_and_md5_of_the_whole_are_shown(wire: Wire, data: bytes, cut: int) -> None:
    body = shown(dds(wire), committed(wire, data, cut))
    found = {each["algorithm"]: each["value"] for each in body["hashes"]}
    assert len(body["hashes"]) == 2
    assert found == {"sha256": sha256(data), "md5": hashlib.md5(data).hexdigest()}


@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
def test_md5_is_shown_whatever_storage_compares(open_again: OpenLab, algorithm: str) -> None:
    environ = {**SMALL, "LOCAL_CHUNK_HASH_ALGORITHM": algorithm}
    wire = wire_of(open_again(environ), "researcher")
    for cut in (4, 10):
        body = shown(dds(wire), committed(wire, cut=cut))
        found = {each["algorithm"]: each["value"] for each in body["hashes"]}
        assert found == {"sha256": DIGEST, "md5": md5(DATA)}
        assert {each["hash"]["algorithm"] for each in body["chunks"]} == {algorithm}


def test_a_failed_commit_leaves_an_open_upload(wire: Wire) -> None:
    api, upload = dds(wire), wire.sent(DATA, 4)
    wire.commit(upload, sha256(b"x"))
    body = shown(api, upload)
    assert (body["hashes"], body["status"]["completed_on"]) == ([], None)
    assert body["status"]["error_on"] is None
    wire.commit(upload, DIGEST)
    assert len(shown(api, upload)["hashes"]) == 2


@pytest.mark.parametrize("cut", [4, 10])
@pytest.mark.parametrize("data", [DATA, b"", bytes(range(256)) * 3])
def test_a_file_is_made_of_it_and_has_the_same_bytes(loose: Wire, data: bytes, cut: int) -> None:
    upload, api = committed(loose, data, cut), dds(loose)
    for name in ("Mice", "Rats"):
        answer = api.download(api.project(name), id_of(upload))
        assert answer.content == data
    before = kept(loose.lab)
    loose.lab.clock.forward(days=3)
    loose.lab.work()
    loose.lab.operations.blobs.clean()
    assert kept(loose.lab) == before or not data


def test_a_direct_artifact_is_one_upload_too(wire: Wire) -> None:
    wire.post(file(DATA, "/home/me/Maus.dat"))
    [task] = wire.listed(TASKS)
    upload, api = task["reserved_resources_record"][0], dds(wire)
    body = shown(api, upload)
    assert (body["project"], body["size"], body["name"]) == (None, 10, "Maus.dat")
    project = api.project()
    assert api.download(project, id_of(upload)).content == DATA


def test_no_file_is_made_of_what_is_not_committed(slow: Slow) -> None:
    wire, api = slow.wire, dds(slow.wire)
    project, open_one, failed, gone, going = api.project(), *(wire.sent(DATA, 4) for _ in range(4))
    wire.commit(failed, sha256(b"x"))
    wire.delete(gone)
    api.file(project, id_of(open_one), expect=400)
    api.file(project, id_of(failed), expect=400)
    api.file(project, id_of(gone), expect=404)
    slow.stop()
    wire.commit(going, DIGEST)
    api.file(project, id_of(going), expect=404)
    slow.go_on()
    api.file(project, id_of(going))


def test_a_stranger_neither_sees_nor_uses_it(wire: Wire) -> None:
    upload, stranger = committed(wire), dds(new_user(wire.lab))
    shown(stranger, upload, expect=404)
    stranger.file(stranger.project(), id_of(upload), expect=404)
    stranger.delete(f"/uploads/{id_of(upload)}", expect=404)
    mine = dds(wire)
    assert mine.download(mine.project(), id_of(upload)).content == DATA


def test_the_dds_api_grants_no_chunks_of_it(wire: Wire) -> None:
    api = dds(wire)
    upload, done = wire.sent(DATA[:4], 2), committed(wire)
    before = wire.get(upload)
    for number in (0, 1, 2, 9):
        for each in (upload, done):
            answer = api.offer(id_of(each), number, 2, None)
            assert answer.status_code in {400, 404}
    assert wire.get(upload) == before


def test_the_dds_api_does_not_complete_it(wire: Wire) -> None:
    api, whole, half = dds(wire), wire.sent(DATA, 4), wire.begin(10)
    for upload in (whole, half):
        api.complete(id_of(upload), DATA, 400)
        api.complete(id_of(upload), DATA, 400, algorithm="sha256", value=DIGEST)
        wire.get(upload)
    assert wire.listed(TASKS) == []
    assert wire.task(whole, DIGEST)["state"] == "completed"


def test_pulps_protocol_does_not_see_what_the_dds_api_began(own: Wire) -> None:
    api = dds(own)
    project = api.project()
    for id in (api.upload(project, 10), api.stored(project, DATA, 4)):
        href = f"{UPLOADS}{id}/"
        for method in ("GET", "DELETE"):
            assert said(own.call(method, href, expect=404), "detail")
        own.chunk(href, 0, b"0123", expect=404)
        own.commit(href, DIGEST, expect=404)
        own.call("POST", ARTIFACTS, {"upload": href}, expect=400)
    assert own.listed(UPLOADS) == own.listed(ARTIFACTS) == []


@pytest.mark.parametrize("cut", [4, 10])
def test_an_artifact_whose_file_is_there_is_in_use(wire: Wire, cut: int) -> None:
    api, upload = dds(wire), committed(wire, DATA, cut)
    project = api.project()
    [artifact] = wire.listed(ARTIFACTS)
    api.file(project, id_of(upload))
    assert said(wire.call("DELETE", artifact["pulp_href"], expect=409), "detail")
    api.delete(f"/uploads/{id_of(upload)}", expect=400)
    wire.delete(upload)
    assert api.download(project, id_of(upload)).content == DATA


def test_deleting_the_upload_in_the_dds_api_takes_the_artifact_along(wire: Wire) -> None:
    api, upload = dds(wire), committed(wire)
    [artifact] = wire.listed(ARTIFACTS)
    api.delete(f"/uploads/{id_of(upload)}")
    assert wire.listed(ARTIFACTS) == []
    wire.get(artifact["pulp_href"], expect=404)
    wire.call("POST", ARTIFACTS, {"upload": upload}, expect=400)
    wire.commit(upload, DIGEST, expect=404)
    api.file(api.project(), id_of(upload), expect=404)
    assert wire.made(DATA, 5)["pulp_href"] != artifact["pulp_href"]


@pytest.mark.parametrize("gone", [0, 1])
def test_deleting_one_of_two_uploads_in_the_dds_api_leaves_the_artifact_to_the_other(
    wire: Wire, gone: int
) -> None:
    api, uploads = dds(wire), [committed(wire, cut=4), committed(wire, cut=5)]
    [artifact] = wire.listed(ARTIFACTS)
    api.delete(f"/uploads/{id_of(uploads[gone])}")
    wire.lab.work()
    assert wire.listed(ARTIFACTS) == [artifact]
    left = uploads[1 - gone]
    assert wire.call("POST", ARTIFACTS, {"upload": left}, expect=201).json == artifact
    wire.call("POST", ARTIFACTS, {"upload": uploads[gone]}, expect=400)
    assert api.download(api.project(), id_of(left)).content == DATA
    wire.call("DELETE", artifact["pulp_href"], expect=409)


def test_an_open_upload_is_given_up_in_either_api(wire: Wire) -> None:
    api, first, second = dds(wire), wire.sent(DATA, 4), wire.sent(DATA, 4)
    api.delete(f"/uploads/{id_of(first)}")
    wire.delete(second)
    for upload in (first, second):
        shown(api, upload, expect=404)
        wire.get(upload, expect=404)
    assert wire.listed(UPLOADS) == []


def test_deleting_the_artifact_purges_the_upload(wire: Wire) -> None:
    api, upload = dds(wire), committed(wire)
    wire.delete(wire.listed(ARTIFACTS)[0]["pulp_href"])
    assert shown(api, upload)["status"]["purged_on"]
    api.file(api.project(), id_of(upload), expect=404)


def test_what_is_deleted_leaves_the_disk_after_a_while_and_nothing_else_does(own: Wire) -> None:
    committed(own), committed(own, b"abcdefgh")
    own.delete(own.listed(ARTIFACTS, sha256=DIGEST)[0]["pulp_href"])
    for _ in range(4):
        own.lab.clock.forward(days=1)
        own.lab.work()
        own.lab.operations.blobs.clean()
    assert kept(own.lab) == [b"abcd", b"efgh"]


def test_a_file_goes_only_where_the_owner_may_write(wire: Wire) -> None:
    theirs = dds(new_user(wire.lab)).project()
    dds(wire).file(theirs, id_of(committed(wire)), expect=403)
