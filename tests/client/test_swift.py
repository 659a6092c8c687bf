"""The same against Swift, which takes the bytes itself."""

from __future__ import annotations

import random
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.actions import Request, Slow
from tests.client.desk import Desk
from tests.client.mischief import Mischief, between
from tests.client.starting import KILLS, start
from tests.e2e.kinds import FILE_MAX, on_swift
from tests.e2e.trees import TREE, read_tree, write_tree
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer

#: How the path of a chunk ends, by its number and digest.
CHUNK = re.compile(r"/\d+-[0-9a-f]{32}$")


def test_a_tree_goes_and_comes_and_a_file_may_be_as_large_as_the_limits(swift_desk: Desk) -> None:
    desk = swift_desk
    tree = {**TREE, "largest": bytes(FILE_MAX)}
    write_tree(desk.home / "tree", tree)
    assert set(desk.states("tree").values()) == {"sent"}
    desk.download("back")
    assert read_tree(desk.home / "back" / "tree") == tree
    assert set(desk.states("tree").values()) == {"same"}
    assert desk.json("verify", "-p", desk.project, "back")["differences"] == []


def test_while_swift_is_away_it_is_waited_for(swift_desk: Desk, swift_server: SwiftServer) -> None:
    desk = swift_desk
    write_tree(desk.home, {"first": b"1", "second": bytes(2_500_000)})
    desk.upload("first")
    with swift_server.away():
        process = start(desk, "upload", "-p", desk.project, "second", "--retry-for", "60s")
        time.sleep(3)
        assert process.poll() is None
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output
    assert desk.states("second") == {"second": "same"}


@pytest.fixture
def relay(swift_server: SwiftServer) -> Iterator[Mischief]:
    """A proxy in front of Swift, which counts, and does what a test tells it to."""
    with between(swift_server.url) as proxy:
        yield proxy


@pytest.fixture
def watched(
    relay: Mischief, tmp_path: Path, swift_server: SwiftServer, postgres_server: PostgresServer
) -> Iterator[Desk]:
    """A user of an installation whose signed URLs lead through it, and end soon."""
    settings = {"SWIFT_URL_ROOT": relay.url, "SIGNED_URL_DURATION": "5s"}
    (tmp_path / "service").mkdir()
    with on_swift(tmp_path / "service", swift_server, postgres_server, settings) as installation:
        yield Desk.at(installation, installation.create_user("researcher"), tmp_path / "home")


def chunks_sent(relay: Mischief, status: int) -> Counter[str]:
    """How often Swift answered so to each chunk."""
    return Counter(
        request.path
        for request, answered in relay.seen
        if request.method == "PUT" and answered == status and CHUNK.search(request.path)
    )


def test_killed_again_and_again_it_arrives_and_no_stored_chunk_is_sent_twice(
    watched: Desk, relay: Mischief
) -> None:
    dice = random.Random()
    content = {f"f{n}": dice.randbytes(6_000_000) for n in range(3)}
    write_tree(watched.home / "x", content)
    relay.rule = lambda it: Slow(2_000_000) if CHUNK.search(it.path) else None
    for _ in range(KILLS):
        process = start(watched, "upload", "-p", watched.project, "x", "--jobs", "3")
        until = chunks_sent(relay, 201).total() + dice.randrange(3)
        while chunks_sent(relay, 201).total() < until and process.poll() is None:
            time.sleep(0.005)
        time.sleep(dice.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    relay.rule = lambda it: None
    watched.upload("x")
    assert {path: n for path, n in chunks_sent(relay, 201).items() if n > 1} == {}
    assert watched.json("uploads", "list", "-p", watched.project)["uploads"] == []
    watched.download("back")
    assert read_tree(watched.home / "back" / "x") == content


def test_a_url_that_has_ended_on_its_way_is_replaced(watched: Desk, relay: Mischief) -> None:
    write_tree(watched.home, {"file": bytes(1_500_000)})

    def late(it: Request) -> None:
        if CHUNK.search(it.path) and it.number == 1:
            time.sleep(6)

    relay.rule = late
    watched.upload("file")
    assert chunks_sent(relay, 401).total() == chunks_sent(relay, 201).total() == 2
    watched.download("back")
    assert (watched.home / "back" / "file").read_bytes() == bytes(1_500_000)
