"""Local names for remote ones, and text for terminals and shells."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dds_client.download.names import NAME_MAX, safe_name, shortened
from dds_client.terminal.text import printable, shell_line


@pytest.mark.parametrize(
    "name", ["a.txt", " a b ", "日本語", "a\nb", "\x1b[31m", "a\\b", "x" * 255]
)
def test_what_the_file_system_can_hold_stays(name: str) -> None:
    assert safe_name(name) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [("", "_"), (".", "_"), ("..", "__"), ("a/b", "a_b"), ("../x", ".._x"), ("a\0b", "a_b")],
)
def test_what_it_cannot_is_replaced(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(st.characters(), max_size=600))
def test_any_name_becomes_one_that_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert 1 <= len(safe.encode()) <= NAME_MAX
    assert safe not in {".", ".."}
    assert not {"/", "\0"} & set(safe)


def test_two_long_names_stay_two_and_keep_their_extension() -> None:
    one, other = safe_name("日" * 100 + "1.tif"), safe_name("日" * 100 + "2.tif")
    assert one != other
    assert one.endswith(".tif")
    assert other.endswith(".tif")


def test_a_number_goes_before_the_extension() -> None:
    assert shortened("a.tif", " (2)") == "a (2).tif"
    assert len(shortened("x" * 251 + ".tif", " (2)").encode()) == NAME_MAX


def test_what_is_printed_moves_no_cursor() -> None:
    assert printable("a\x1b[2Jb\nc\udcffd 日本") == "a\\x1b[2Jb\\nc\\udcffd 日本"


@pytest.mark.parametrize("word", ["a b", "it's", "x\ny", "\x1b[0m'", "日本", "$(rm)", "\\", ""])
def test_a_line_can_be_pasted_whatever_the_names(word: str) -> None:
    line = shell_line(["printf", "%s", word])
    assert line.isprintable()
    told = subprocess.run(["bash", "-c", line], capture_output=True, check=True)
    assert told.stdout.decode() == word
