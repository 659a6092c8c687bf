"""Files go into a project and come back, as DukeDSClient's users know it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.client.desk import Desk
from tests.e2e.kinds import CHUNK_MAX, FILE_MAX
from tests.e2e.trees import TREE, read_tree, write_tree

TREE_STATES = {f"tree/{name}" for name in TREE}


@pytest.fixture
def tree(desk: Desk) -> Path:
    folder = desk.home / "tree"
    write_tree(folder, TREE)
    (folder / "no files" / "at all").mkdir(parents=True)
    return folder


def test_a_folder_comes_back_as_it_was_with_its_empty_folders(desk: Desk, tree: Path) -> None:
    assert desk.states("tree") == dict.fromkeys(TREE_STATES, "sent")
    report = desk.download("back")
    assert {each["state"] for each in report["files"]} == {"received"}
    assert read_tree(desk.home / "back" / "tree") == TREE
    assert (desk.home / "back" / "tree" / "no files" / "at all").is_dir()
    assert [path.name for path in desk.home.rglob(".dds-*")] == []

    assert desk.states("tree") == dict.fromkeys(TREE_STATES, "same")
    assert {each["state"] for each in desk.download("back")["files"]} == {"same"}
    assert desk.json("verify", "-p", desk.project, "tree")["differences"] == []
    assert desk.json("verify", "-p", desk.project, "back")["differences"] == []


def test_a_changed_file_becomes_a_new_version_and_the_rest_stays(desk: Desk) -> None:
    write_tree(desk.home / "x", {"a": b"old", "b": b"stays"})
    desk.upload("x")
    (desk.home / "x" / "a").write_bytes(b"new")
    assert desk.states("x") == {"x/a": "sent", "x/b": "same"}
    assert sorted(desk.listed()) == ["/x", "/x/a", "/x/b"]
    desk.download("back")
    assert read_tree(desk.home / "back" / "x") == {"a": b"new", "b": b"stays"}


def test_files_of_exactly_the_limits_go_and_larger_ones_are_refused_before_they_are_read(
    desk: Desk,
) -> None:
    folder = desk.home / "x"
    folder.mkdir()
    for name, size in (
        ("one chunk", CHUNK_MAX),
        ("largest", FILE_MAX),
        ("too large", FILE_MAX + 1),
    ):
        with (folder / name).open("wb") as file:
            file.truncate(size)
    (folder / "too large").chmod(0)  # root may read it all the same
    report = desk.upload("x", expect=3)
    by_path = {each["path"]: each for each in report["files"]}
    assert by_path["x/one chunk"]["sent_bytes"] == CHUNK_MAX
    assert by_path["x/largest"]["sent_bytes"] == FILE_MAX
    refused = by_path["x/too large"]
    assert refused["state"] == "failed"
    assert str(FILE_MAX) in refused["message"]
    assert str(CHUNK_MAX) in refused["message"]

    alone = desk.dds("upload", "-p", desk.project, "x/too large")
    assert alone.returncode == 4
    assert f"takes at most {FILE_MAX} bytes" in alone.stderr


def test_a_dry_run_says_how_files_would_be_cut_and_sends_nothing(desk: Desk) -> None:
    write_tree(desk.home / "x", {"big": bytes(2_500_000), "small": b"1", "deep/empty": b""})
    report = desk.upload("--dry-run", "x")
    cuts = {each["path"]: (each["chunk_size"], each["chunk_count"]) for each in report["files"]}
    assert cuts["x/big"] == (CHUNK_MAX, 3)
    assert cuts["x/small"][1] == cuts["x/deep/empty"][1] == 1
    assert report["folders"] == ["/x", "/x/deep"]
    assert report["project"] is None
    assert desk.dds("info", "-p", desk.project).returncode == 2

    with (desk.home / "x" / "huge").open("wb") as file:
        file.truncate(FILE_MAX + 1)
    assert desk.upload("--dry-run", "x", expect=3)["dry_run"]
    assert desk.upload("--dry-run", "x/huge", expect=4)["files"][0]["state"] == "failed"


ODD = ["naïve 🐁 деревня", " blanks ", "x" * 255, "日" * 85, "a'b\"c`d$e", "-rf", "a\\b", "%2e%2e"]


def test_odd_names_travel_and_impossible_ones_are_named(desk: Desk) -> None:
    tree = {name: name.encode() for name in ODD}
    write_tree(desk.home / "x", tree)
    assert set(desk.states("x").values()) == {"sent"}
    write_tree(desk.home / "x", {"bell\a": b"1", "line\nbreak": b"1"})
    (desk.home / "x" / "caf\udce9").write_bytes(b"not UTF-8")
    done = desk.dds("upload", "-p", desk.project, "x")
    assert done.returncode == 4
    assert "bell\\x07" in done.stderr
    assert "line\\nbreak" in done.stderr
    assert "caf\\udce9" in done.stderr
    write_tree(desk.home / "y", {"bell\a/deep/inner": b"1", "good": b"2"})
    report = desk.upload("y", expect=3)
    assert {each["path"]: each["state"] for each in report["files"]} == {
        "y/bell\a/deep/inner": "failed",
        "y/good": "sent",
    }
    desk.download("back")
    assert read_tree(desk.home / "back" / "x") == tree


def test_two_files_and_a_folder_of_one_name_each_get_a_place(desk: Desk) -> None:
    write_tree(desk.home / "x", {"a.txt": b"first"})
    desk.upload("x/a.txt")
    write_tree(desk.home / "y", {"a.txt/inner": b"in a folder"})
    desk.upload("y/a.txt")
    write_tree(desk.home / "z", {"b.txt": b"second"})
    desk.upload("z/b.txt")
    desk.succeed("move", "-p", desk.project, "/b.txt", "/c.txt")
    report = desk.download("back")
    assert read_tree(desk.home / "back") == {
        "a.txt/inner": b"in a folder",
        "a (2).txt": b"first",
        "c.txt": b"second",
    }
    assert report["renamed"] == [{"remote": "/a.txt", "local": "a (2).txt"}]


def test_what_a_download_finds_of_its_own_goes_on_and_links_are_not_followed(
    desk: Desk, tmp_path: Path
) -> None:
    write_tree(desk.home / "x", {"a": b"content", "d/b": b"inner"})
    desk.upload("x")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a").write_bytes(b"precious")
    back = desk.home / "back" / "x"
    back.mkdir(parents=True)
    (back / "a").symlink_to(outside / "a")
    (back / "d").symlink_to(outside)
    report = desk.download("back")
    assert (outside / "a").read_bytes() == b"precious"
    assert sorted(path.name for path in outside.iterdir()) == ["a"]
    assert (back / "a").read_bytes() == b"content"
    assert (back / "d (2)" / "b").read_bytes() == b"inner"
    assert {"remote": "/x/d", "local": "x/d (2)"} in report["renamed"]


def test_only_some_paths_are_fetched_on_wish(desk: Desk) -> None:
    write_tree(desk.home / "x", {"a": b"1", "d/b": b"2", "d/c": b"3", "dd": b"4"})
    desk.upload("x")
    desk.download("only", "--include", "/x/d")
    assert read_tree(desk.home / "only") == {"x/d/b": b"2", "x/d/c": b"3"}
    report = desk.download("but", "--exclude", "x/d", "--exclude", "/nothing")
    assert read_tree(desk.home / "but") == {"x/a": b"1", "x/dd": b"4"}
    assert report["not_found"] == ["/nothing"]


def test_verify_says_what_differs_and_how(desk: Desk) -> None:
    write_tree(desk.home / "x", {"a": b"same", "b": b"size", "c": b"one", "d": b"gone"})
    desk.upload("x")
    (desk.home / "x" / "d").unlink()
    write_tree(desk.home / "x", {"b": b"another size", "c": b"two", "e": b"new"})
    report = desk.json("verify", "-p", desk.project, "x", expect=6)
    assert {each["path"]: each["difference"] for each in report["differences"]} == {
        "x/b": "another size",
        "x/c": "another content",
        "x/d": "only remote",
        "x/e": "only local",
    }
    told = desk.dds("verify", "-p", desk.project, "--remote", "/x", "x")
    assert told.returncode == 6
    assert "another content: x/c (/x/c)" in told.stdout


def test_links_are_sent_as_their_files_and_others_are_named(desk: Desk) -> None:
    write_tree(desk.home / "x", {"d/a": b"1"})
    (desk.home / "x" / "to file").symlink_to("d/a")
    (desk.home / "x" / "to folder").symlink_to("d")
    report = desk.upload("x")
    assert {each["path"] for each in report["files"]} == {"x/d/a", "x/to file"}
    assert [each["path"] for each in report["skipped"]] == ["x/to folder"]
    assert "x/to folder/a" in desk.states("--follow-symlinks", "x")
