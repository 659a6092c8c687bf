"""A Swift that hangs holds up who needs it, for a while, and nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random

import pytest
import requests

from tests.blobs.contents import sha1
from tests.e2e.caller import Caller
from tests.e2e.installation import Installation
from tests.e2e.kinds import CHUNK_MAX
from tests.e2e.polling import eventually
from tests.e2e.pulp_desk import PulpDesk
from tests.e2e.slow_crowd import crowd, form, told
from tests.services.swift import SwiftServer

#: As many of Pulp's clients, and as many of Sentry's: together as many as the service has threads.
EACH = 16

#: Of each of two users. Together more than both processes let wait for Swift; and fewer than one
#: user may have streams, should the same process get all of them.
SLOW = 10

#: Who needs Swift waits for it for 30 s; who needs none is answered long before. Seconds.
SOON = 10.0


@pytest.fixture
def kind() -> str:
    return "swift"


def noise(seed: int) -> bytes:
    """A chunk that nobody else sends."""
    return Random(f"{time.time()} {seed}").randbytes(1000)


def send_to_sentry(caller_url: str, token: str, chunk: bytes) -> requests.Response:
    """One request of sentry-cli."""
    url = f"{caller_url}/api/0/organizations/default/chunk-upload/"
    files = {"file": (sha1(chunk), chunk)}
    return requests.post(url, files=files, headers={"Authorization": f"Bearer {token}"}, timeout=90)


def took(work: Callable[[], object]) -> float:
    """For how many seconds that was waited for."""
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def test_what_needs_no_swift_goes_on_while_all_threads_could_wait_for_it(
    desk: PulpDesk, caller: Caller, installation: Installation, swift_server: SwiftServer
) -> None:
    token, project = desk.user.api_token, caller.project()
    upload = str(caller.upload(project, 1000)["id"])
    placed = [desk.begin(1000) for _ in range(EACH)]
    assert desk.try_to_send(placed[0], 0, noise(0)).status_code == 200
    swift_server.suspend()
    with ThreadPoolExecutor(2 * EACH) as pool:
        waiting: list[Future[requests.Response]] = []
        try:
            for at in range(EACH):
                chunk = noise(at)
                waiting.append(pool.submit(desk.try_to_send, placed[at], 0, chunk))
                waiting.append(pool.submit(send_to_sentry, installation.url, token, chunk))
            eventually(lambda: any(each.done() for each in waiting))
            for _ in range(10):
                assert took(lambda: caller.grant(upload, 1, b"x" * 1000)) < SOON
                assert took(installation.answers) < SOON
                assert took(lambda: caller.upload(project, 1)) < SOON
            assert not all(each.done() for each in waiting), "nobody waits, so nothing was shown"
        finally:
            swift_server.resume()
        answers = [each.result() for each in waiting]
    assert {answer.status_code for answer in answers} == {200, 503}
    refused = [answer for answer in answers if answer.status_code == 503]
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in refused)
    eventually(lambda: send_to_sentry(installation.url, token, noise(99)).status_code == 200)
    assert caller.content(caller.file(project, caller.stored(project, b"content"))) == b"content"


def test_slow_chunks_leave_swift_to_others(
    desk: PulpDesk, newcomer: PulpDesk, installation: Installation
) -> None:
    """They are streams, of which there are only so many anyway: they take no place of others."""
    quick = desk.begin(1000)
    slow = [(each.user, each.begin(CHUNK_MAX)) for each in (desk, newcomer)]
    clients = [form(user, upload, 0, CHUNK_MAX) for user, upload in slow for _ in range(SLOW)]
    with crowd(installation.url, clients) as sockets:
        time.sleep(3)  # longer than a place is waited for
        assert not told(sockets, b"HTTP/1.1 503")
        assert desk.try_to_send(quick, 0, noise(1)).status_code == 200
