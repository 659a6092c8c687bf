"""A hundred slow clients of each kind stop nobody, with no proxy before the service."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256

import pytest
import requests

from tests.e2e import slow_crowd
from tests.e2e.caller import Caller, Json
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import ROOMY, on_local
from tests.e2e.polling import eventually
from tests.e2e.slow_crowd import Slow, crowd, told

EACH = 100
KINDS = ["json", "headers", "strangers", "chunks", "forms", "downloads", "all"]

#: How many streams one project has: half of those of the one process.
OF_ONE = 32 // 2
SIZE = 32 * 2**20

#: Within which health and grants are to be answered, in seconds, and how many are asked for. On a
#: machine that does other things as well a single one may take some times as long.
BOUND, TRIES, SLACK = 1.0, 10, 5


@dataclass
class Lab:
    """An installation with something of everything, and its user."""

    installation: Installation
    user: User
    caller: Caller
    upload: str
    granted: Json
    download: Json
    pulp_upload: str

    def grant(self) -> None:
        """One chunk more."""
        self.caller.grant(self.upload, 2, b"x")

    def health(self) -> None:
        assert requests.get(f"{self.installation.url}/health", timeout=10).status_code == 200


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    # Pulp takes the default provider; and all of them meet one process.
    settings = {"LOCAL_CHUNK_MAX_SIZE_BYTES": str(2 * SIZE), "DDS_WORKERS": "1"}
    with on_local(tmp_path_factory.mktemp("slow"), settings) as installation:
        user = installation.create_user("slow")
        caller = Caller(installation.api_url, user.api_token)
        roomy = caller.provider(ROOMY)
        project = caller.project(roomy)
        stored = caller.stored(project, bytes(SIZE), cut=SIZE, provider=roomy)
        upload = str(caller.upload(project, SIZE + 1, provider=roomy)["id"])
        yield Lab(
            installation,
            user,
            caller,
            upload,
            caller.grant(upload, 1, bytes(SIZE)),
            caller.get(f"/files/{caller.file(project, stored)}/url"),
            begin_pulp_upload(installation, user),
        )


def begin_pulp_upload(installation: Installation, user: User) -> str:
    """The path of an upload by offset that has room for all of them."""
    made = requests.post(
        f"{installation.url}/pulp/api/v3/uploads/",
        json={"size": SIZE},
        auth=(user.username, user.api_token),
        timeout=10,
    )
    assert made.status_code == 201, made.text
    return str(made.json()["pulp_href"])


def of_kind(lab: Lab, kind: str) -> list[Slow]:
    make: dict[str, Callable[[], Slow]] = {
        "json": slow_crowd.json_body,
        "headers": slow_crowd.headers,
        "strangers": slow_crowd.stranger,
        "chunks": lambda: slow_crowd.chunk(lab.granted, SIZE),
        "forms": lambda: slow_crowd.form(lab.user, lab.pulp_upload, 0, SIZE),
        "downloads": lambda: slow_crowd.download(lab.download),
    }
    kinds = list(make) if kind == "all" else [kind]
    return [make[each]() for each in kinds for _ in range(EACH)]


def is_quick(ask: Callable[[], None]) -> bool:
    """Whether it is answered within the bound, one after the other."""
    times = []
    for _ in range(TRIES):
        begun = time.monotonic()
        ask()
        times.append(time.monotonic() - begun)
    return sorted(times)[TRIES // 2] < BOUND and max(times) < SLACK * BOUND


@contextmanager
def full_of(lab: Lab, kind: str) -> Iterator[None]:
    """As many streams under way as one project may have.

    A crowd may still meet streams of another test; the next one takes what those have left.
    """
    url, clients, crowds = lab.installation.url, of_kind(lab, kind), list[socket.socket]()

    def without_answer() -> int:
        return len(crowds) - told(crowds, b"HTTP/1.1 503")

    with ExitStack() as stack:
        while not crowds or without_answer() < OF_ONE:
            crowds += stack.enter_context(crowd(url, clients))
            eventually(lambda: without_answer() <= OF_ONE)
            time.sleep(0.5)  # the last answers are on their way
        yield


def refusal_of(ask: Callable[[], requests.Response]) -> requests.Response:
    """The 503, which comes once the last of a crowd have their streams."""

    def attempt() -> list[requests.Response]:  # an answer of 503 is false by itself
        answer = ask()
        return [answer] if answer.status_code == 503 else []

    return eventually(attempt)[0]


@pytest.mark.parametrize("kind", KINDS)
def test_health_and_grants_are_answered_at_once(lab: Lab, kind: str) -> None:
    with crowd(lab.installation.url, of_kind(lab, kind)):
        assert is_quick(lab.health)
        assert is_quick(lab.grant)


def test_a_stream_too_many_is_told_to_come_again(lab: Lab) -> None:
    with full_of(lab, "chunks"):
        refused = refusal_of(lambda: lab.caller.send(lab.granted, bytes(SIZE)))
        assert refused.json()["reason_code"] == "service_busy"
        assert int(refused.headers["Retry-After"]) > 0
    eventually(lambda: lab.caller.send(lab.granted, bytes(SIZE)).status_code == 201)


def test_a_download_too_many_is_told_so_and_nothing_else(lab: Lab) -> None:
    url = lab.download["host"] + lab.download["url"]
    with full_of(lab, "downloads"):
        refused = refusal_of(lambda: requests.get(url, timeout=10))
        assert refused.json()["reason_code"] == "service_busy"
        assert not {"ETag", "Content-Disposition", "Accept-Ranges"} & set(refused.headers)
        assert requests.head(url, timeout=10).status_code == 200


def test_those_without_a_token_take_half_of_the_streams(lab: Lab) -> None:
    with full_of(lab, "strangers"):
        assert lab.caller.send(lab.granted, bytes(SIZE)).status_code == 201


def test_nobody_takes_all_streams(lab: Lab, other: Caller) -> None:
    with full_of(lab, "chunks"):
        project = other.project(other.provider(ROOMY))
        content = sha256(b"seed").digest() * (SIZE // 32)
        other.stored(project, content, cut=SIZE, provider=other.provider(ROOMY))


@pytest.fixture(scope="module")
def other(lab: Lab) -> Caller:
    user = lab.installation.create_user("other")
    return Caller(lab.installation.api_url, user.api_token)
