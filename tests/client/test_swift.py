"""The same against Swift, which takes the bytes itself."""

from __future__ import annotations

import signal
import time

from tests.client.desk import Desk
from tests.client.starting import start
from tests.e2e.kinds import FILE_MAX
from tests.e2e.trees import TREE, read_tree, write_tree
from tests.services.swift import SwiftServer


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


def test_killed_it_goes_on(swift_desk: Desk) -> None:
    desk = swift_desk
    content = {f"f{n}": bytes([n]) * 6_000_000 for n in range(3)}
    write_tree(desk.home / "x", content)
    for seconds in (1.5, 2.0, 2.5):
        process = start(desk, "upload", "-p", desk.project, "x")
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    desk.upload("x")
    desk.download("back")
    assert read_tree(desk.home / "back" / "x") == content
    assert desk.json("uploads", "list", "-p", desk.project)["uploads"] == []
