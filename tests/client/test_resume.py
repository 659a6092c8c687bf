"""Killed at any moment, the same command goes on: nothing that is stored is sent again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.client.actions import Answer, Cut, Request, Slow
from tests.client.desk import Desk
from tests.client.mischief import Mischief
from tests.client.starting import KILLS, start
from tests.e2e.trees import read_tree, write_tree

RANDOM = random.Random(7)
CONTENT = {
    **{f"big{n}": RANDOM.randbytes(RANDOM.randrange(2_000_000, 9_900_000)) for n in range(3)},
    **{f"deep/small{n}": RANDOM.randbytes(RANDOM.randrange(3_000)) for n in range(6)},
}


def after_storage_took(mischief: Mischief, count: int, process: subprocess.Popen[str]) -> None:
    """Wait until storage acknowledged so many chunks more, or the client has ended."""
    until = sum(mischief.stored().values()) + count
    while sum(mischief.stored().values()) < until and process.poll() is None:
        time.sleep(0.005)


def test_killed_again_and_again_it_arrives_and_no_stored_chunk_is_sent_twice(
    watched: Desk, mischief: Mischief
) -> None:
    write_tree(watched.home / "x", CONTENT)
    mischief.rule = lambda it: Slow(2_000_000) if it.to_storage else None
    dice = random.Random()
    for _ in range(KILLS):
        process = start(watched, "upload", "-p", watched.project, "x", "--jobs", "3")
        after_storage_took(mischief, dice.randrange(3), process)
        time.sleep(dice.uniform(0, 0.3))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    mischief.rule = lambda it: None
    watched.upload("x")
    assert {path: n for path, n in mischief.stored().items() if n > 1} == {}
    assert watched.json("uploads", "list", "-p", watched.project)["uploads"] == []
    watched.download("back")
    assert read_tree(watched.home / "back" / "x") == CONTENT


def test_a_download_that_is_killed_goes_on_and_leaves_nothing(
    watched: Desk, mischief: Mischief
) -> None:
    write_tree(watched.home / "x", CONTENT)
    watched.upload("x")
    for kill in range(3):
        process = start(watched, "download", "-p", watched.project, "back", "--jobs", "2")
        began = len(mischief.seen)
        while len(mischief.seen) < began + 5 + 3 * kill and process.poll() is None:
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    watched.download("back")
    assert read_tree(watched.home / "back" / "x") == CONTENT


def broken_off(desk: Desk, mischief: Mischief, name: str = "x") -> str:
    """An upload of which two chunks arrived; its id."""

    def rule(it: Request) -> Cut | None:
        return Cut(sent=0) if it.chunk > 2 else None

    mischief.rule = rule
    desk.upload(name, "--retry-for", "1s", "--jobs", "2", expect=5)
    mischief.rule = lambda it: None
    (row,) = desk.json("uploads", "list", "-p", desk.project)["uploads"]
    assert row["stored_bytes"] == 2_000_000
    return str(row["id"])


@pytest.fixture
def big(watched: Desk) -> Path:
    path = watched.home / "x"
    path.write_bytes(CONTENT["big0"])
    return path


def test_storage_that_stays_away_ends_with_5_and_the_next_run_goes_on(
    watched: Desk, big: Path, mischief: Mischief
) -> None:
    mischief.rule = lambda it: Answer(503) if it.to_storage else None
    done = watched.dds("upload", "-p", watched.project, "x", "--retry-for", "2s")
    assert done.returncode == 5
    assert "given up after 2 s" in done.stderr
    mischief.rule = lambda it: None
    begun = mischief.calls("POST", "/uploads$")
    watched.upload("x")
    assert mischief.calls("POST", "/uploads$") == begun
    watched.download("back")
    assert (watched.home / "back" / "x").read_bytes() == big.read_bytes()


def test_another_machine_goes_on_too_by_name_size_and_digests(
    watched: Desk, mischief: Mischief, big: Path
) -> None:
    broken_off(watched, mischief)
    begun = mischief.calls("POST", "/uploads$")
    watched.variables["XDG_STATE_HOME"] = str(watched.home / "another machine's")
    (file,) = watched.upload("x")["files"]
    assert file["sent_bytes"] == file["size"] - 2_000_000
    assert mischief.calls("POST", "/uploads$") == begun


def test_a_file_that_changed_is_begun_anew_and_that_is_said(
    watched: Desk, mischief: Mischief, big: Path
) -> None:
    upload = broken_off(watched, mischief)
    status = big.stat()
    big.write_bytes(bytes([CONTENT["big0"][0] ^ 1]) + CONTENT["big0"][1:])
    os.utime(big, ns=(status.st_atime_ns, status.st_mtime_ns))  # by its time it is as it was
    done = watched.dds("upload", "-p", watched.project, "x")
    assert done.returncode == 0, done.stderr
    assert "x: it changed since its upload began; it is begun anew" in done.stderr
    assert watched.json("uploads", "list", "-p", watched.project)["uploads"] == []
    assert watched.dds("uploads", "abort", upload).returncode != 0
    watched.download("back")
    assert (watched.home / "back" / "x").read_bytes() == big.read_bytes()


def test_a_file_that_changes_while_it_is_sent_arrives_as_it_is_at_last(
    watched: Desk, mischief: Mischief, big: Path
) -> None:
    changed: list[bool] = []

    def rule(it: Request) -> None:
        if it.to_storage and not changed:
            changed.append(True)
            big.write_bytes(CONTENT["big1"])

    mischief.rule = rule
    watched.upload("x")
    watched.download("back")
    assert (watched.home / "back" / "x").read_bytes() == CONTENT["big1"]


def test_unfinished_uploads_are_listed_gone_on_with_and_given_up(
    watched: Desk, mischief: Mischief, big: Path
) -> None:
    upload = broken_off(watched, mischief)
    rows = {row["id"]: row for row in watched.json("uploads", "list")["uploads"]}
    assert (rows[upload]["path"], rows[upload]["name"]) == (str(big), "x")
    (file,) = watched.json("uploads", "resume", upload)["files"]
    assert file["sent_bytes"] == file["size"] - 2_000_000
    assert watched.listed() == ["/x"]

    big.write_bytes(CONTENT["big1"])
    upload = broken_off(watched, mischief)
    watched.succeed("uploads", "abort", upload)
    assert watched.json("uploads", "list", "-p", watched.project)["uploads"] == []
    assert watched.json("uploads", "resume")["files"] == []
    assert watched.dds("uploads", "abort", "no-such-upload").returncode == 2


def test_of_two_at_once_the_second_says_which_process_is_at_it(
    watched: Desk, mischief: Mischief
) -> None:
    write_tree(watched.home / "x", {"d/a": bytes(1_000_000)})
    mischief.rule = lambda it: Slow(100_000) if it.to_storage else None
    first = start(watched, "upload", "-p", watched.project, "x")
    while first.poll() is None and not list((watched.home / "state").glob("**/*.lock")):
        time.sleep(0.01)
    for path in ("x", "x/d/a", "."):
        second = watched.dds("upload", "-p", watched.project, path)
        assert second.returncode == 5
        assert f"process {first.pid} is sending" in second.stderr
    mischief.rule = lambda it: None
    output, _ = first.communicate(timeout=120)
    assert first.returncode == 0, output
    assert watched.states("x") == {"x/d/a": "same"}


def test_one_that_is_complete_and_no_file_yet_becomes_one(
    watched: Desk, mischief: Mischief, big: Path
) -> None:
    watched.upload("x")
    sent = sum(mischief.stored().values())
    watched.succeed("delete", "-p", watched.project, "--path", "/x", "--force")
    (file,) = watched.upload("x")["files"]
    assert (file["state"], file["sent_bytes"]) == ("sent", 0)
    assert sum(mischief.stored().values()) == sent
    assert watched.listed() == ["/x"]


def test_an_interrupted_run_ends_with_130_and_prints_a_line_that_goes_on(
    watched: Desk, mischief: Mischief
) -> None:
    name = "it's a $(trap) & more"
    write_tree(watched.home / name, {"a": bytes(1_000_000)})
    mischief.rule = lambda it: Slow(100_000) if it.to_storage else None
    process = start(watched, "upload", "-p", watched.project, name)
    while not mischief.began_at_storage() and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=30)
    assert process.returncode == 130
    line = output.splitlines()[-1]
    assert line.startswith("dds upload ")
    assert line.isprintable()
    assert watched.user.user_key not in output
    mischief.rule = lambda it: None
    python = " ".join(watched.command())
    again = subprocess.run(
        ["bash", "-c", f'dds() {{ {python} "$@"; }}; {line}'],
        env=watched.environment,
        cwd=watched.home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert again.returncode == 0, again.stderr
