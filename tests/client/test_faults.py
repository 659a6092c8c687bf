"""What networks, services and storage do, and what the client makes of it."""

from __future__ import annotations

import hashlib
import random
import time
from pathlib import Path

import pytest

from tests.client.actions import Answer, Cut, Lost, Request, Rule, Slow
from tests.client.desk import Desk
from tests.client.mischief import Mischief
from tests.e2e.trees import read_tree, write_tree

CONTENT = {"big": random.Random(1).randbytes(3_300_000), "small": b"small"}


@pytest.fixture
def tree(watched: Desk) -> Path:
    write_tree(watched.home / "x", CONTENT)
    return watched.home / "x"


def arrived(desk: Desk) -> bool:
    desk.download("back")
    return read_tree(desk.home / "back" / "x") == CONTENT


Fault = Answer | Cut | Lost


def break_off(it: Request) -> Fault | None:
    """A download ends after so many bytes, and storage is away then."""
    if not (it.method == "GET" and it.to_storage):
        return None
    return Cut(received=2_000_000) if it.number == 1 else Answer(503)


FAULTS: list[Fault] = [
    Answer(503, (("Retry-After", "1"),)),
    Answer(500),
    Answer(429, (("Retry-After", "0"),)),
    Answer(408),
    Answer(498),
    Answer(507),
    Cut(sent=1_000),
    Cut(received=1_000),
    Lost(),
]


def one_each(left: list[Fault], method: str) -> Rule:
    """Each object's first request meets the next fault, until none is left."""

    def rule(it: Request) -> Fault | None:
        meets = it.to_storage and it.method == method and it.number == 1
        return left.pop() if meets and left else None

    return rule


def test_what_storage_fails_once_is_done_again(watched: Desk, mischief: Mischief) -> None:
    content = {f"f{number}": bytes([number]) * 100_000 for number in range(len(FAULTS))}
    write_tree(watched.home / "x", content)
    for method in ("PUT", "GET"):
        left = list(FAULTS)
        mischief.rule = one_each(left, method)
        if method == "PUT":
            report = watched.upload("x")
            assert all(each["sent_bytes"] == each["size"] for each in report["files"])
        else:
            watched.download("back")
        assert left == []
    assert read_tree(watched.home / "back" / "x") == content


@pytest.mark.parametrize("fault", [Answer(503), Cut(received=0), Lost(), Cut(sent=0)], ids=str)
def test_every_call_may_fail_once_and_nothing_is_there_twice(
    watched: Desk, tree: Path, mischief: Mischief, fault: Fault
) -> None:
    mischief.rule = lambda it: fault if it.number == 1 else None
    report = watched.upload("x")
    assert {each["state"] for each in report["files"]} == {"sent"}
    mischief.rule = lambda it: None
    assert watched.listed() == ["/x", "/x/big", "/x/small"]
    assert watched.succeed("list").splitlines().count(watched.project) == 1
    assert watched.json("uploads", "list", "-p", watched.project)["uploads"] == []
    assert max(mischief.stored().values()) == 1 or isinstance(fault, Lost | Cut)
    assert arrived(watched)


def test_a_url_that_has_ended_is_asked_for_again(
    watched: Desk, tree: Path, mischief: Mischief
) -> None:
    refused: list[str] = []

    def rule(it: Request) -> Answer | None:
        if it.to_storage and it.number == 1:
            refused.append(it.path)
            return Answer(403, body=b'{"error": "403", "reason_code": "url_expired"}')
        return None

    mischief.rule = rule
    watched.upload("x")
    assert len(refused) >= 3
    assert arrived(watched)


def test_a_url_that_is_refused_for_ever_ends_with_4(
    watched: Desk, tree: Path, mischief: Mischief
) -> None:
    mischief.rule = lambda it: Answer(403) if it.to_storage else None
    report = watched.upload("x", expect=4)
    assert {each["state"] for each in report["files"]} == {"failed"}


def test_a_service_that_wants_a_pause_gets_it(watched: Desk, mischief: Mischief) -> None:
    pause = Answer(429, (("Retry-After", "2"),))
    mischief.rule = lambda it: pause if it.path.endswith("/projects") and it.number == 1 else None
    began = time.monotonic()
    watched.succeed("list")
    assert time.monotonic() - began >= 2


def test_a_slow_link_breaks_nothing(watched: Desk, mischief: Mischief) -> None:
    write_tree(watched.home / "x", {"small": bytes(10_000)})
    mischief.rule = lambda it: Slow(5_000) if it.to_storage else None
    report = watched.upload("x", "--retry-for", "1s")
    assert report["files"][0]["sent_bytes"] == 10_000


def test_a_download_that_breaks_off_goes_on_by_range(
    watched: Desk, tree: Path, mischief: Mischief
) -> None:
    watched.upload("x")
    mischief.rule = break_off
    watched.download("back", "--include", "/x/big", "--retry-for", "1s", expect=5)
    (part,) = (watched.home / "back" / "x").glob(".dds-*.part")
    have = part.stat().st_size
    assert 0 < have <= 2_000_000
    mischief.rule = lambda it: None
    report = watched.download("back")
    moved = {each["path"]: each["received_bytes"] for each in report["files"]}
    assert moved["/x/big"] == len(CONTENT["big"]) - have
    assert read_tree(watched.home / "back" / "x") == CONTENT


def test_a_part_that_is_not_the_files_is_noticed(
    watched: Desk, tree: Path, mischief: Mischief
) -> None:
    watched.upload("x")
    mischief.rule = break_off
    watched.download("back", "--include", "/x/big", "--retry-for", "1s", expect=5)
    (part,) = (watched.home / "back" / "x").glob(".dds-*.part")
    part.write_bytes(bytes(part.stat().st_size))
    mischief.rule = lambda it: None
    assert arrived(watched)


def test_what_storage_sends_wrongly_never_gets_its_name(
    watched: Desk, tree: Path, mischief: Mischief
) -> None:
    watched.upload("x")
    wrong = Answer(200, body=b"wrong")
    mischief.rule = lambda it: wrong if it.method == "GET" and it.to_storage else None
    report = watched.download("back", expect=3)
    assert {each["state"] for each in report["files"]} == {"failed"}
    assert read_tree(watched.home / "back") == {}
    assert hashlib.md5(b"wrong").hexdigest() not in str(report)
