"""A PUT that does not end as it began: cut off, killed, refused or repeated."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from dds_upload.bootstrap.settings import load
from dds_upload.bootstrap.storages import build_storages
from dds_upload.core.storage.manifest import ObjectKey
from tests.e2e.caller import Caller, Json
from tests.e2e.installation import Installation
from tests.e2e.kinds import ROOMY
from tests.e2e.polling import eventually
from tests.e2e.raw_put import begin_put, put_all_then_listen

#: Far more than all buffers between a client and the service hold.
LARGE = bytes(32 * 2**20)


class Destination:
    """One upload at the roomy local provider, and where its bytes lie."""

    def __init__(self, installation: Installation, caller: Caller) -> None:
        self.provider = caller.provider(ROOMY)
        self.project = caller.project(self.provider)
        self._caller = caller
        self._root = installation.folder / "var" / "roomy"
        self._old_drafts = set(self._all_drafts())  # of a process that was killed
        self.upload = str(caller.upload(self.project, len(LARGE), provider=self.provider)["id"])

    def granted(self) -> Json:
        """The signed request for all of it."""
        return self._caller.grant(self.upload, 1, LARGE)

    def drafts(self) -> list[Path]:
        """Files that are being written since then."""
        return [draft for draft in self._all_drafts() if draft not in self._old_drafts]

    def published(self) -> list[Path]:
        """Files that are there for good."""
        folder = self._root / "containers" / self.project / self.upload
        return list(folder.iterdir()) if folder.exists() else []

    def _all_drafts(self) -> list[Path]:
        return list((self._root / "tmp").iterdir())


@pytest.fixture
def target(local: Installation, local_caller: Caller) -> Destination:
    return Destination(local, local_caller)


def test_a_client_that_is_cut_off_leaves_nothing_behind(
    target: Destination, local_caller: Caller
) -> None:
    granted = target.granted()
    connection = begin_put(granted, len(LARGE), LARGE[: len(LARGE) // 2])
    eventually(target.drafts)
    connection.close()
    eventually(lambda: not target.drafts())
    assert target.published() == []
    assert local_caller.send(granted, LARGE).status_code == 201


def test_a_killed_api_has_published_nothing(
    local: Installation, target: Destination, local_caller: Caller
) -> None:
    granted = target.granted()
    with begin_put(granted, len(LARGE), LARGE[: len(LARGE) // 2]):
        eventually(target.drafts)
        local.api.kill()
    try:
        assert target.published() == []
    finally:
        local.api.start_and_wait()
    assert local_caller.send(granted, LARGE).status_code == 201
    assert len(target.published()) == 1


def expired(installation: Installation, target: Destination) -> Json:
    """A request that the service signed well, a second too long ago."""
    environment = installation.environment
    providers = build_storages(load(environment))
    (roomy,) = [each for each in providers if str(each.id) == target.provider]
    key = ObjectKey(target.project, f"{target.upload}/1")
    signed = roomy.abilities.presigner.sign_put(key, datetime.now(UTC) - timedelta(seconds=1))
    return {"host": installation.url, "url": signed.url}


def put_with_requests(signed: Json, data: bytes) -> tuple[int, bytes]:
    """The library that Python clients use."""
    answer = requests.put(signed["host"] + signed["url"], data=data, timeout=30)
    return answer.status_code, answer.content


@pytest.mark.parametrize("put", [put_with_requests, put_all_then_listen])
class TestRefusal:
    """A refused client is told so, even one that sends everything before it looks."""

    Put = Callable[[Json, bytes], tuple[int, bytes]]

    def test_of_an_expired_signature(
        self, local: Installation, target: Destination, put: Put
    ) -> None:
        target.granted()
        status, body = put(expired(local, target), LARGE)
        assert status == 403
        assert b'"error": "403"' in body

    def test_of_fewer_bytes_than_granted(self, target: Destination, put: Put) -> None:
        status, body = put(target.granted(), LARGE[1:])
        assert status == 400
        assert b'"error": "400"' in body
        assert target.published() == target.drafts() == []

    def test_of_more_bytes_than_granted(self, target: Destination, put: Put) -> None:
        status, body = put(target.granted(), LARGE + b"x")
        assert status == 400
        assert b'"error": "400"' in body
        assert target.published() == target.drafts() == []

    def test_of_another_content(self, target: Destination, put: Put) -> None:
        status, body = put(target.granted(), b"x" + LARGE[1:])
        assert status == 400
        assert b'"error": "400"' in body
        assert target.published() == target.drafts() == []


class TestReplay:
    """A signed URL can be used again until it expires: on Swift, after the file is finished."""

    def test_on_a_chunk_it_spoils_the_file_and_never_changes_it(self, swift_caller: Caller) -> None:
        content = b"first half, second half"
        project = swift_caller.project()
        upload = str(swift_caller.upload(project, len(content))["id"])
        last = swift_caller.send_chunks(upload, content, 12)
        swift_caller.complete(upload, content)
        assert swift_caller.finished(upload)["error_on"] is None
        file = swift_caller.file(project, upload)
        assert swift_caller.content(file) == content
        assert swift_caller.send(last, b"SECOND HALF").status_code == 201
        assert received(swift_caller, file) in (None, content[:12])

    def test_on_a_whole_file_it_spoils_it_and_never_changes_it(self, swift_caller: Caller) -> None:
        project = swift_caller.project()
        begun = swift_caller.upload(project, 7, chunked=False)
        assert swift_caller.send(begun["signed_url"], b"content").status_code == 201
        swift_caller.complete(begun["id"], b"content")
        assert swift_caller.finished(begun["id"])["error_on"] is None
        file = swift_caller.file(project, begun["id"])
        assert swift_caller.content(file) == b"content"
        assert swift_caller.send(begun["signed_url"], b"CONTENT").status_code == 201
        assert received(swift_caller, file) is None

    def test_a_finished_local_file_takes_none(self, local_caller: Caller) -> None:
        project = local_caller.project()
        begun = local_caller.upload(project, 7, chunked=False)
        assert local_caller.send(begun["signed_url"], b"content").status_code == 201
        local_caller.complete(begun["id"], b"content")
        assert local_caller.finished(begun["id"])["error_on"] is None
        assert local_caller.send(begun["signed_url"], b"CONTENT").status_code == 403


def received(caller: Caller, file: str) -> bytes | None:
    """The bytes a reader got before it saw that something is wrong; None for a refusal at once.

    Fails for an answer that ends as if nothing were.
    """
    got = b""
    with caller.download(file) as answer:
        if answer.status_code >= 400:
            return None
        try:
            for block in answer.iter_content(1):
                got += block
        except requests.RequestException:
            return got
    pytest.fail(f"the answer ended as if nothing were: {got!r}")
