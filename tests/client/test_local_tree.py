"""What is sent of local folders, and what is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dds_client.errors import UsageError
from dds_client.local.ignore import Ignored
from dds_client.local.tree import LocalTree, Shown, read_tree, roots_of
from dds_client.settings.settings import EXCLUDED


def read(*paths: Path, follow_links: bool = False) -> LocalTree:
    roots = roots_of([str(path) for path in paths])
    return read_tree(roots, Ignored.by_regex(EXCLUDED), follow_links=follow_links)


def files(tree: LocalTree) -> list[str]:
    return sorted(each.remote_path for each in tree.files)


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def test_a_folder_is_sent_under_its_own_name_with_its_empty_folders(tmp_path: Path) -> None:
    write(tmp_path / "scans", "a", "deep/b")
    (tmp_path / "scans" / "empty").mkdir()
    tree = read(tmp_path / "scans")
    assert files(tree) == ["/scans/a", "/scans/deep/b"]
    assert tree.folders == [("scans",), ("scans", "deep"), ("scans", "empty")]


def test_what_macos_leaves_and_the_file_with_the_keys_stay(tmp_path: Path) -> None:
    write(tmp_path / "x", ".DS_Store", ".ddsclient", "._a", ".hidden", "a")
    assert files(read(tmp_path / "x")) == ["/x/.hidden", "/x/a"]


def test_ignore_files_hold_below_their_folder(tmp_path: Path) -> None:
    write(tmp_path / "x", "a.log", "sub/b.log", "sub/c.txt", "tmp/d", "[odd]/e.log")
    (tmp_path / "x" / ".ddsignore").write_text("*.log\ntmp\n")
    (tmp_path / "x" / "sub" / ".ddsignore").write_text("c.*\n\n")
    assert files(read(tmp_path / "x")) == ["/x/.ddsignore", "/x/sub/.ddsignore"]


def test_links_to_files_are_files_and_links_to_folders_are_named(tmp_path: Path) -> None:
    write(tmp_path / "x", "a", "d/b")
    (tmp_path / "x" / "to a").symlink_to("a")
    (tmp_path / "x" / "to d").symlink_to("d")
    (tmp_path / "x" / "to nothing").symlink_to("nothing")
    os.mkfifo(tmp_path / "x" / "pipe")
    tree = read(tmp_path / "x")
    assert files(tree) == ["/x/a", "/x/d/b", "/x/to a"]
    assert [(Path(each.path).name, each.reason) for each in tree.skipped] == [
        ("pipe", "a pipe"),
        ("to d", "a link to a folder; --follow-symlinks sends it"),
        ("to nothing", "a link to nothing"),
    ]


def test_links_to_folders_are_followed_on_wish_but_not_in_circles(tmp_path: Path) -> None:
    write(tmp_path / "x", "d/b")
    (tmp_path / "x" / "to d").symlink_to("d")
    (tmp_path / "x" / "d" / "back").symlink_to("..")
    tree = read(tmp_path / "x", follow_links=True)
    assert files(tree) == ["/x/d/b", "/x/to d/b"]
    assert {each.reason for each in tree.skipped} == {"a link to a folder that it lies in"}


def test_a_path_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        roots_of([str(tmp_path / "missing")])


def test_two_paths_of_one_name_are_a_mistake_and_one_path_twice_is_not(tmp_path: Path) -> None:
    write(tmp_path, "a/x", "b/x")
    with pytest.raises(UsageError, match="would both be /x"):
        roots_of([str(tmp_path / "a/x"), str(tmp_path / "b/x")])
    assert len(roots_of([str(tmp_path / "a"), str(tmp_path / "a/")])) == 1


def test_paths_are_shown_as_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "a/x")
    monkeypatch.chdir(tmp_path)
    assert Shown(["a/"])(str(tmp_path / "a/x")) == "a/x"
    assert Shown(["./a/x"])(str(tmp_path / "a/x")) == "./a/x"
