"""What becomes of commits: repeated, refused by the content, withdrawn, repaired."""

from __future__ import annotations

import pytest

from tests.protocols.pulp.conftest import Slow, new_user
from tests.protocols.pulp.kept import kept
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    TASKS,
    UPLOADS,
    Wire,
    id_of,
    said,
    sha256,
)

DATA = b"0123456789"
DIGEST = sha256(DATA)
WRONG = sha256(b"something else")


def test_the_same_commit_again_gets_the_same_task(wire: Wire) -> None:
    upload = wire.sent(DATA, 4)
    first = wire.commit(upload, DIGEST).json
    assert wire.commit(upload, DIGEST).json == first
    assert wire.commit(upload, DIGEST.upper()).json == first
    assert wire.call("PUT", f"{upload}commit/", {"sha256": DIGEST}, expect=202).json == first
    assert [each["pulp_href"] for each in wire.listed(TASKS)] == [first["task"]]


def test_another_commit_of_what_is_complete_finds_no_upload(wire: Wire) -> None:
    upload = wire.sent(DATA, 4)
    wire.commit(upload, DIGEST)
    assert said(wire.commit(upload, WRONG, expect=404), "detail")


@pytest.mark.parametrize("cut", [10, 4])
def test_a_wrong_digest_fails_naming_both_and_the_upload_is_open_again(
    wire: Wire, cut: int
) -> None:
    upload = wire.sent(DATA, cut)
    before = wire.chunks(upload)
    task = wire.task(upload, WRONG.upper())
    assert (task["state"], task["created_resources"]) == ("failed", [])
    assert WRONG in task["error"]["description"]
    assert DIGEST in task["error"]["description"]
    assert set(task["error"]) == {"description", "traceback"}
    assert task["finished_at"]
    assert wire.chunks(upload) == before
    assert wire.listed(ARTIFACTS) == []
    again = wire.task(upload, DIGEST)
    assert again["state"] == "completed"
    assert wire.get(task["pulp_href"]) == task


def test_a_bad_chunk_is_repaired_after_a_failed_commit(wire: Wire) -> None:
    upload = wire.sent(b"01234xxx89", 4)
    failed = wire.task(upload, DIGEST)
    assert failed["state"] == "failed"
    wire.chunk(upload, 4, b"4567")
    task = wire.task(upload, DIGEST)
    assert (task["state"], len(task["created_resources"])) == ("completed", 1)
    assert task["pulp_href"] != failed["pulp_href"]
    assert wire.get(failed["pulp_href"])["state"] == "failed"


def test_the_same_wrong_digest_fails_anew(wire: Wire) -> None:
    upload = wire.sent(DATA, 4)
    tasks = [wire.task(upload, WRONG) for _ in range(3)]
    assert {each["state"] for each in tasks} == {"failed"}
    assert len({each["pulp_href"] for each in tasks}) == 3


def test_after_a_failed_commit_an_upload_can_be_made_incomplete_and_given_up(wire: Wire) -> None:
    upload = wire.sent(DATA, 4)
    wire.commit(upload, WRONG)
    wire.chunk(upload, 4, b"4")
    assert wire.missing(upload) == [(5, 7)]
    wire.commit(upload, WRONG, expect=400)
    wire.delete(upload)
    wire.get(upload, expect=404)


def test_known_content_completes_with_the_artifact_there_is(own: Wire) -> None:
    artifact = own.made(DATA, 5)
    upload = own.sent(DATA, 4)
    task = own.task(upload, DIGEST)
    assert task["state"] == "completed"
    assert task["created_resources"] == [artifact["pulp_href"]]
    assert own.listed(ARTIFACTS) == [artifact]
    own.get(upload, expect=404)


def test_what_others_have_is_not_known(own: Wire) -> None:
    stranger = new_user(own.lab)
    theirs, mine = stranger.made(DATA, 5), own.made(DATA, 5)
    assert theirs["pulp_href"] != mine["pulp_href"]
    assert kept(own.lab) == [b"01234", b"56789"]
    assert own.listed(ARTIFACTS) == [mine]
    assert stranger.listed(ARTIFACTS) == [theirs]
    assert own.listed(TASKS) != stranger.listed(TASKS)


@pytest.mark.parametrize("digest", [None, sha256(b"4567")])
def test_bytes_that_storage_has_lost_are_named_and_can_be_sent_again(
    own: Wire, digest: str | None
) -> None:
    upload = own.sent(DATA, 4)
    [lost] = [path for path in own.lab.root.rglob("*.md5-*") if path.read_bytes() == b"4567"]
    lost.unlink()
    task = own.task(upload, DIGEST)
    assert task["state"] == "failed"
    assert "4-7" in task["error"]["description"]
    assert own.missing(upload) == [(4, 7)]
    own.chunk(upload, 4, b"4567", digest)
    assert own.task(upload, DIGEST)["state"] == "completed"
    assert kept(own.lab) == [b"0123", b"4567", b"89"]


def test_a_complete_upload_is_deleted_without_any_change(wire: Wire) -> None:
    artifact = wire.made(DATA, 5)
    [task] = wire.listed(TASKS)
    [upload] = task["reserved_resources_record"]
    for _ in range(2):
        wire.delete(upload)
    assert wire.get(artifact["pulp_href"]) == artifact
    assert wire.listed(TASKS) == [task]
    wire.commit(upload, DIGEST)


def test_an_open_upload_is_deleted_once(wire: Wire) -> None:
    upload = wire.sent(DATA, 4)
    wire.delete(upload)
    for method in ("GET", "DELETE"):
        assert said(wire.call(method, upload, expect=404), "detail")
    wire.chunk(upload, 0, b"0", expect=404)
    assert wire.listed(UPLOADS) == []


def test_other_peoples_uploads_cannot_be_deleted(wire: Wire) -> None:
    stranger = new_user(wire.lab)
    theirs = stranger.sent(DATA, 5)
    wire.delete(theirs, expect=404)
    stranger.commit(theirs, DIGEST)
    wire.delete(theirs, expect=404)


def test_while_a_commit_goes_on_its_upload_is_shown_and_takes_no_chunks(slow: Slow) -> None:
    wire, upload = slow.wire, slow.wire.sent(DATA, 4)
    slow.stop()
    task = wire.task(upload, DIGEST)
    assert task["state"] in {"waiting", "running"}
    assert (task["created_resources"], task["error"], task["finished_at"]) == ([], None, None)
    assert wire.missing(upload) == []
    assert [each["pulp_href"] for each in wire.listed(UPLOADS)] == [upload]
    for first, data in ((0, b"0123"), (0, b"xxxx"), (9, b"9"), (10, b"x")):
        assert said(wire.chunk(upload, first, data, expect=409), "detail")
    slow.go_on()
    done = wire.get(task["pulp_href"])
    assert (done["state"], len(done["created_resources"])) == ("completed", 1)
    wire.get(upload, expect=404)


def test_while_a_commit_goes_on_there_is_no_other(slow: Slow) -> None:
    wire, upload = slow.wire, slow.wire.sent(DATA, 4)
    slow.stop()
    first = wire.commit(upload, DIGEST).json
    assert wire.commit(upload, DIGEST.upper()).json == first
    assert said(wire.commit(upload, WRONG, expect=409), "detail")
    slow.go_on()
    assert wire.commit(upload, DIGEST).json == first
    wire.commit(upload, WRONG, expect=404)
    assert len(wire.listed(TASKS)) == 1


def test_an_upload_that_is_deleted_during_its_commit_fails_it(slow: Slow) -> None:
    wire, upload = slow.wire, slow.wire.sent(DATA, 4)
    slow.stop()
    task = wire.task(upload, DIGEST)
    wire.delete(upload)
    for _ in range(2):
        after = wire.get(task["pulp_href"])
        assert (after["state"], after["created_resources"]) == ("failed", [])
        assert after["error"]["description"] == "upload was deleted"
        wire.get(upload, expect=404)
        wire.delete(upload, expect=404)
        wire.commit(upload, DIGEST, expect=404)
        slow.go_on()
    assert wire.listed(ARTIFACTS) == []


def test_a_commit_that_waits_for_storage_may_still_turn_out_wrong(slow: Slow) -> None:
    wire, upload = slow.wire, slow.wire.sent(DATA, 4)
    slow.stop()
    task = wire.commit(upload, WRONG).json["task"]
    slow.go_on()
    assert wire.get(task)["state"] == "failed"
    wire.chunk(upload, 0, b"0123")
    assert wire.task(upload, DIGEST)["state"] == "completed"


def test_uploads_that_nothing_happens_to_expire(own: Wire) -> None:
    clock = own.lab.clock
    idle, active, done = own.sent(DATA, 4), own.sent(DATA, 4), own.sent(DATA, 4)
    own.commit(done, DIGEST)
    expiry = own.lab.settings.upload_expiry.total_seconds()
    clock.forward(seconds=expiry * 0.7)
    own.chunk(active, 0, b"0123")
    clock.forward(seconds=expiry * 0.7)
    own.lab.work()
    assert [each["pulp_href"] for each in own.listed(UPLOADS)] == [active]
    for method, path in (("GET", idle), ("DELETE", idle), ("POST", f"{idle}commit/")):
        own.call(method, path, {"sha256": DIGEST} if method == "POST" else None, expect=404)
    assert own.task(active, DIGEST)["state"] == "completed"
    assert id_of(own.listed(ARTIFACTS)[0]["pulp_href"])
