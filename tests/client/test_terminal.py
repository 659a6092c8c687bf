"""What a person sees: bars in a terminal, plain lines in a log, nothing with --quiet."""

from __future__ import annotations

import io
import random
import shlex

from dds_client.terminal.bars import Bars
from dds_client.terminal.lines import EVERY, Lines
from tests.client.actions import Slow
from tests.client.desk import Desk
from tests.client.mischief import Mischief
from tests.client.pseudo_terminal import in_terminal
from tests.e2e.trees import write_tree


def test_a_terminal_shows_a_bar_a_file_and_one_in_all(watched: Desk, mischief: Mischief) -> None:
    write_tree(watched.home / "x", {"one.bin": bytes(900_000), "two.bin": bytes(700_000)})
    # So slow that a speed is measured while they are on their way, on a busy machine, too.
    mischief.rule = lambda it: Slow(300_000) if it.to_storage else None
    command = watched.command("upload", "-p", watched.project, "x")
    seen = in_terminal(command, watched.environment, watched.home)
    assert seen.code == 0, seen.text
    assert "2 of 2 files sent" in seen.text
    assert "x/one.bin" in seen.text
    assert "900.0/900.0 kB" in seen.text
    assert "MB/s" in seen.text or "kB/s" in seen.text
    assert "2 files sent (1.6 MB)" in seen.text
    assert seen.raw.count("\x1b[?25l") == seen.raw.count("\x1b[?25h")  # the cursor is given back


def test_ctrl_c_gives_the_terminal_back_and_says_how_to_go_on(
    watched: Desk, mischief: Mischief
) -> None:
    write_tree(watched.home / "x", {"one.bin": random.Random(1).randbytes(1_900_000)})
    mischief.rule = lambda it: Slow(200_000) if it.to_storage else None
    command = watched.command("upload", "-p", watched.project, "x")

    def type_ctrl_c(seen: str) -> bytes | None:
        return b"\x03" if "x/one.bin" in seen else None

    seen = in_terminal(command, watched.environment, watched.home, then=type_ctrl_c)
    assert seen.code == 130
    assert seen.raw.count("\x1b[?25l") == seen.raw.count("\x1b[?25h")
    assert "Traceback" not in seen.text
    last = [line for line in seen.text.splitlines() if line.strip()][-1]
    assert shlex.split(last) == ["dds", "upload", "-p", watched.project, "x"]


def test_quiet_says_nothing_and_json_keeps_standard_output_clean(desk: Desk) -> None:
    write_tree(desk.home / "x", {"a": b"1"})
    command = desk.command("upload", "-p", desk.project, "x", "--quiet", "--json")
    done = desk.dds(*command[3:])
    assert done.stderr == ""
    seen = in_terminal(command, desk.environment, desk.home)
    assert seen.text.lstrip().startswith("{")
    assert "\x1b" not in seen.raw


def test_a_deletion_is_asked_for(desk: Desk) -> None:
    write_tree(desk.home, {"a": b"1"})
    desk.upload("a")
    command = desk.command("delete", "-p", desk.project, "--path", "/a")

    def answer(word: bytes) -> int:
        def type_it(seen: str) -> bytes | None:
            return word if "(y/n)" in seen else None

        return in_terminal(command, desk.environment, desk.home, then=type_it).code

    assert answer(b"n\n") == 0
    assert desk.listed() == ["/a"]
    assert answer(b"y\n") == 0
    assert desk.listed() == []


def test_lines_come_now_and_then_and_say_speed_and_time_left() -> None:
    time, log = [0.0], io.StringIO()
    lines = Lines("sent", log, now=lambda: time[0])
    two_tib, block = 2**41, 2**30
    lines.total(1, two_tib)
    lines.started("disk.img", two_tib)
    for _ in range(600):  # ten minutes at a gibibyte a second
        time[0] += 1
        lines.moved("disk.img", block)
    printed = log.getvalue().splitlines()
    assert len(printed) == 600 / EVERY
    assert printed[-1] == "0 of 1 files sent, 644.2 GB of 2.2 TB, 1.1 GB/s, 24 min 08 s left"
    lines.finished("disk.img", "failed", "it is gone")
    assert log.getvalue().splitlines()[-1] == "disk.img: failed: it is gone"


def test_a_hundred_thousand_small_files_are_one_bar_that_counts() -> None:
    picture = io.StringIO()
    with Bars("sent", picture) as bars:
        bars.total(100_000, 100_000 * 10)
        for number in range(3_000):
            bars.started(f"f{number}", 10)
            bars.moved(f"f{number}", 10)
            bars.finished(f"f{number}", "sent")
    last = picture.getvalue()
    assert "3000 of 100000 files sent" in last
    assert last.count("\n") < 30
