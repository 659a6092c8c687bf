"""Where remote things go: each has a place of its own, inside of the target folder."""

from __future__ import annotations

from pathlib import Path

from dds_client.api.records import Entry, Parent, Project, RemoteFile, RemoteFolder
from dds_client.download.filters import PathFilter
from dds_client.download.places import Placing, kind_below
from dds_client.remote.tree import RemoteTree

PROJECT = Project("p", "Mice")


def file(name: str, key: str = "", parent: Parent = PROJECT.parent) -> RemoteFile:
    return RemoteFile(key or name, name, parent, 1, "v", "u", ())


def folder(name: str, key: str = "", parent: Parent = PROJECT.parent) -> RemoteFolder:
    return RemoteFolder(key or name, name, parent)


def places(*entries: Entry, target: Path | None = None) -> dict[str, str]:
    """Local paths by ids; things are as old as the alphabet has their ids."""
    kind_at = kind_below(str(target)) if target else lambda path: None
    placing = Placing(RemoteTree(PROJECT, entries), lambda entry: entry.id, kind_at)
    return {place.entry.id: place.local for place in placing.all()}


def test_ordinary_things_are_where_they_were() -> None:
    scans = folder("scans")
    assert places(scans, file("a.tif", parent=scans.as_parent)) == {
        "scans": "scans",
        "a.tif": "scans/a.tif",
    }


def test_a_folder_comes_before_a_file_and_an_older_file_before_a_newer_one() -> None:
    found = places(file("x.tif", "2"), file("x.tif", "1"), folder("x.tif", "3"))
    assert found == {"3": "x.tif", "1": "x (2).tif", "2": "x (3).tif"}


def test_names_that_lead_out_are_kept_inside() -> None:
    up = folder("..")
    assert places(up, file("../../etc/passwd", "f", up.as_parent)) == {
        "..": "__",
        "f": "__/.._.._etc_passwd",
    }


def test_a_name_that_needs_no_change_keeps_it() -> None:
    assert places(file("a/b", "1"), file("a_b", "2")) == {"2": "a_b", "1": "a_b (2)"}


def test_names_that_some_file_systems_take_for_one_get_two_places() -> None:
    assert places(file("A.tif", "1"), file("a.tif", "2")) == {"1": "A.tif", "2": "a (2).tif"}


def test_what_is_there_already_is_not_taken_for_another_kind(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "y").write_text("a file")
    outside = tmp_path.parent / "outside"
    outside.mkdir(exist_ok=True)
    (tmp_path / "z").symlink_to(outside)
    found = places(file("x"), folder("y"), folder("z"), target=tmp_path)
    assert found == {"x": "x (2)", "y": "y (2)", "z": "z (2)"}


def test_filters_take_paths_with_all_below_them() -> None:
    only = PathFilter.of(["scans/2026/"], [])
    assert [only.wants(path) for path in ("/scans/2026", "/scans/2026/a", "/scans/20267")] == [
        True,
        True,
        False,
    ]
    but = PathFilter.of([], ["/scans"])
    assert [but.wants(path) for path in ("/scans", "/scans/a", "/notes")] == [False, False, True]
    assert only.unused(["/scans"]) == ["/scans/2026"]
