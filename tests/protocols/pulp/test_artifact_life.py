"""Artifacts that are there: found by digest, named by their upload, deleted; others' are not."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.blobs.contents import objects
from tests.house.setting import Lab
from tests.protocols.pulp.conftest import Slow, dds, new_user, wire_of
from tests.protocols.pulp.kept import kept
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    FORM,
    JSON,
    MULTIPART,
    TASKS,
    UNKNOWN,
    UPLOADS,
    Wire,
    field,
    file,
    form,
    id_of,
    said,
    sha256,
)

DATA = b"0123456789"
DIGEST = sha256(DATA)


def of_upload(wire: Wire, upload: object, expect: int = 201, **more: object) -> object:
    """POST an artifact by its upload; the answer's JSON."""
    return wire.call("POST", ARTIFACTS, {"upload": upload, **more}, expect=expect).json


def test_artifacts_are_found_by_their_digest(wire: Wire) -> None:
    first, second = wire.post(file(b"a")).json, wire.made(b"bb", 1)
    assert wire.listed(ARTIFACTS, sha256=sha256(b"a")) == [first]
    assert wire.listed(ARTIFACTS, sha256=sha256(b"bb").upper()) == [second]
    assert wire.listed(ARTIFACTS, sha256=sha256(b"c")) == []
    page = wire.get(ARTIFACTS, sha256=sha256(b"a"), offset=0, limit=1)
    assert page == {"count": 1, "next": None, "previous": None, "results": [first]}
    assert wire.listed(ARTIFACTS) == [second, first]


@pytest.mark.parametrize("digest", ["x", "0" * 63, "0" * 65, "g" * 64])
def test_what_is_no_digest_finds_nothing_to_compare(wire: Wire, digest: str) -> None:
    answer = wire.call("GET", ARTIFACTS, params={"sha256": digest}, expect=400)
    assert said(answer, "sha256")


def test_a_committed_upload_names_its_artifact(wire: Wire) -> None:
    upload = wire.sent(DATA, 4)
    [href] = wire.task(upload, DIGEST)["created_resources"]
    assert of_upload(wire, upload) == wire.get(href)


@pytest.mark.parametrize(
    ("template", "kind"),
    [('{{"upload": "{}"}}', JSON), ("upload={}", FORM), (None, MULTIPART)],
)
def test_the_storys_last_step_comes_in_any_kind_of_body(
    wire: Wire, template: str | None, kind: str
) -> None:
    upload = wire.sent(DATA, 4)
    wire.commit(upload, DIGEST)
    body = form(field("upload", upload)) if template is None else template.format(upload).encode()
    made = wire.send("POST", ARTIFACTS, body, kind, expect=201)
    assert wire.listed(ARTIFACTS) == [made.json]
    assert made.headers["Location"] == made.json["pulp_href"]


def test_every_upload_of_the_same_content_names_the_one_artifact(wire: Wire) -> None:
    uploads = [wire.sent(DATA, cut) for cut in (4, 5, 10)]
    for upload in uploads:
        wire.commit(upload, DIGEST)
    [artifact] = wire.listed(ARTIFACTS)
    for upload in uploads:
        assert of_upload(wire, upload, sha256=DIGEST, size=10) == artifact
    assert wire.listed(ARTIFACTS) == [artifact]


def test_what_is_claimed_of_it_has_to_be_true(wire: Wire) -> None:
    upload = wire.sent(DATA, 4)
    wire.commit(upload, DIGEST)
    of_upload(wire, upload, expect=400, sha256=sha256(b"x"))
    of_upload(wire, upload, expect=400, sha256="x")
    of_upload(wire, upload, expect=400, size=11)
    of_upload(wire, upload, expect=400, md5="781e5e245d69b566979b86e28d23f2c7")
    of_upload(wire, upload, expect=400, sha512=hashlib.sha512(b"x").hexdigest())
    of_upload(wire, upload, expect=201, sha256=DIGEST.upper(), size="10")


@pytest.mark.parametrize(
    "value",
    ["", "nothing", 12, None, [], "/", UPLOADS, f"{ARTIFACTS}{UNKNOWN}/", "http://x/", "\0"],
)
def test_what_names_no_upload_is_refused(wire: Wire, value: object) -> None:
    answer = wire.call("POST", ARTIFACTS, {"upload": value}, expect=400)
    assert set(answer.json) <= {"upload", "file"}


def test_only_ones_own_committed_upload_will_do(own: Wire) -> None:
    stranger = new_user(own.lab)
    theirs, unfinished, failed, gone = (it.sent(DATA, 5) for it in (stranger, own, own, own))
    stranger.commit(theirs, DIGEST)
    own.commit(failed, sha256(b"x"))
    own.delete(gone)
    for upload in (theirs, unfinished, failed, gone, f"{UPLOADS}{UNKNOWN}/"):
        answer = own.call("POST", ARTIFACTS, {"upload": upload}, expect=400)
        assert said(answer, "upload")
    assert own.listed(ARTIFACTS) == []


def test_an_upload_that_is_being_committed_will_not_do_yet(slow: Slow) -> None:
    wire, upload = slow.wire, slow.wire.sent(DATA, 4)
    slow.stop()
    wire.commit(upload, DIGEST)
    assert said(wire.call("POST", ARTIFACTS, {"upload": upload}, expect=400), "upload")
    slow.go_on()
    of_upload(wire, upload)


def test_either_a_file_or_an_upload(own: Wire) -> None:
    upload = own.sent(DATA, 5)
    own.commit(upload, DIGEST)
    before = kept(own.lab)
    for parts in ([field("upload", upload), file(b"x")], [file(b"x"), field("upload", upload)]):
        assert said(own.post(*parts, expect=400), "upload")
    assert kept(own.lab) == before


def test_an_artifact_is_deleted_with_all_that_led_to_it(wire: Wire) -> None:
    uploads = [wire.sent(DATA, cut) for cut in (4, 5)]
    tasks = [wire.task(upload, DIGEST) for upload in uploads]
    [artifact] = wire.listed(ARTIFACTS)
    wire.delete(artifact["pulp_href"])
    for method in ("GET", "DELETE"):
        assert said(wire.call(method, artifact["pulp_href"], expect=404), "detail")
    assert wire.listed(ARTIFACTS) == []
    for upload in uploads:
        of_upload(wire, upload, expect=400)
        wire.get(upload, expect=404)
        wire.commit(upload, DIGEST, expect=404)
    assert [wire.get(task["pulp_href"]) for task in tasks] == tasks


def test_what_was_deleted_can_be_made_again(own: Wire) -> None:
    first = own.made(DATA, 5)
    own.delete(first["pulp_href"])
    second = own.post(file(DATA)).json
    own.delete(second["pulp_href"])
    third = own.made(DATA, 5)
    assert len({each["pulp_href"] for each in (first, second, third)}) == 3
    assert own.listed(ARTIFACTS) == [third]
    own.lab.work()
    api = dds(own)
    [task, *_] = own.listed(TASKS)
    upload = id_of(task["reserved_resources_record"][0])
    assert api.download(api.project(), upload).content == DATA


@pytest.mark.parametrize("used", [0, 1])
def test_an_artifact_that_a_file_is_made_of_stays(wire: Wire, used: int) -> None:
    api, uploads = dds(wire), [wire.sent(DATA, cut) for cut in (4, 5)]
    for upload in uploads:
        wire.commit(upload, DIGEST)
    [artifact] = wire.listed(ARTIFACTS)
    api.file(api.project(), id_of(uploads[used]))
    assert said(wire.call("DELETE", artifact["pulp_href"], expect=409), "detail")
    assert wire.listed(ARTIFACTS) == [artifact]
    for upload in uploads:
        assert of_upload(wire, upload) == artifact


def test_others_have_the_same_content_unseen(own: Wire) -> None:
    stranger, root = new_user(own.lab), wire_of(own.lab, "root", admin=True)
    mine, theirs = own.post(file(DATA)).json, stranger.post(file(DATA)).json
    assert mine["pulp_href"] != theirs["pulp_href"]
    assert (kept(own.lab), len(objects(own.lab))) == ([DATA], 1)
    for other in (stranger, root):
        for method in ("GET", "DELETE"):
            assert said(other.call(method, mine["pulp_href"], expect=404), "detail")
    assert root.listed(ARTIFACTS) == root.listed(ARTIFACTS, sha256=DIGEST) == []
    assert stranger.listed(ARTIFACTS, sha256=DIGEST) == [theirs]
    own.delete(mine["pulp_href"])
    own.lab.work()
    assert stranger.listed(ARTIFACTS) == [theirs]
    api = dds(stranger)
    [task] = stranger.listed(TASKS)
    upload = id_of(task["reserved_resources_record"][0])
    assert api.download(api.project(), upload).content == DATA


@pytest.mark.parametrize("id", [UNKNOWN, "nothing", "%00", "0"])
def test_what_is_not_there_is_404(wire: Wire, id: str) -> None:
    for method in ("GET", "DELETE"):
        assert said(wire.call(method, f"{ARTIFACTS}{id}/", expect=404), "detail")


def test_storage_that_is_away_makes_no_artifact_and_a_repeat_finds_it(slow: Slow) -> None:
    slow.stop()
    answer = slow.wire.post(file(DATA), expect=503)
    assert said(answer, "detail")
    assert answer.headers["Retry-After"]
    slow.go_on()
    made = slow.wire.post(file(DATA)).json
    assert slow.wire.listed(ARTIFACTS) == [made]


def test_administrators_see_their_own_only(lab: Lab) -> None:
    root, user = wire_of(lab, "root", admin=True), wire_of(lab, "researcher")
    upload = user.sent(DATA, 4)
    assert json.dumps(root.get(UPLOADS)["results"]) == "[]"
    for call in (root.get, root.delete):
        call(upload, expect=404)
    root.chunk(upload, 0, b"0123", expect=404)
    root.commit(upload, DIGEST, expect=404)
    task = user.task(upload, DIGEST)["pulp_href"]
    root.get(task, expect=404)
    assert root.listed(TASKS) == []
