"""What only storage on a disk has: files, their durability, and what a kill leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dds_upload.core.errors import StorageRefused
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import Manifest, ObjectKey
from providers.local.build import build_local
from providers.local.options import LocalOptions
from tests.providers.conftest import CONTEXT
from tests.providers.sources import put, read

KEY = ObjectKey("project", "upload")
PARTS = [ObjectKey("project", f"upload/{number}") for number in range(2)]
MD5_OF_ONE = "f97c5d29941bfb1b2fdab0874906ab82"


def files(root: Path) -> list[str]:
    """All but its mark."""
    found = (path for path in root.rglob("*") if path.is_file())
    return sorted(str(it.relative_to(root)) for it in found if it.suffix != ".storage")


def joined(local: Abilities, *parts: bytes) -> None:
    segments = [put(local.store, key, data) for key, data in zip(PARTS, parts, strict=False)]
    manifest = Manifest(tuple(segments))
    local.concatenator.concatenate(KEY, manifest, content_type="text/plain", filename="ü")


def test_building_touches_nothing(local_options: LocalOptions) -> None:
    build_local(local_options, CONTEXT)
    assert not local_options.root.exists()


def test_the_tree_is_as_drawn(local: Abilities, local_options: LocalOptions) -> None:
    joined(local, b"one")
    assert files(local_options.root) == [
        "containers/project/upload.manifest",
        f"containers/project/upload/0.md5-{MD5_OF_ONE}",
    ]


def test_the_manifest_names_objects_and_no_paths(
    local: Abilities, local_options: LocalOptions
) -> None:
    joined(local, b"one")
    text = (local_options.root / "containers/project/upload.manifest").read_text()
    assert json.loads(text) == {
        "version": 1,
        "content_type": "text/plain",
        "filename": "ü",
        "segments": [
            {"container": "project", "name": "upload/0", "size": 3, "digest": f"md5:{MD5_OF_ONE}"}
        ],
    }


def test_a_root_can_be_moved(local: Abilities, local_options: LocalOptions) -> None:
    joined(local, b"one", b"two")
    moved = local_options.root.rename(local_options.root.with_name("moved"))
    assert read(build_local(replace(local_options, root=moved), CONTEXT).store, KEY) == b"onetwo"


def test_joining_removes_versions_the_manifest_does_not_name(
    local: Abilities, local_options: LocalOptions
) -> None:
    put(local.store, PARTS[0], b"granted before")
    joined(local, b"one", b"two")
    assert len(files(local_options.root)) == 3
    assert read(local.store, KEY) == b"onetwo"


def test_joining_removes_objects_beside_the_segments(
    local: Abilities, local_options: LocalOptions
) -> None:
    joined(local, b"one", b"two")
    put(local.store, ObjectKey(KEY.container, f"{KEY.name}/1-other"), b"of another announcement")
    elsewhere = put(local.store, ObjectKey(KEY.container, "upload2/1"), b"of another file")
    joined(local, b"one", b"two")
    assert len(files(local_options.root)) == 4
    assert read(local.store, KEY) == b"onetwo"
    assert read(local.store, elsewhere.key) == b"of another file"


def test_joining_leaves_other_versions_of_shared_segments(
    local: Abilities, local_options: LocalOptions
) -> None:
    shared = ObjectKey("project", "shared")
    former = Manifest((put(local.store, shared, b"former"),))
    latter = Manifest((put(local.store, shared, b"latter"),))
    other = ObjectKey("project", "other")
    for key, manifest in ((KEY, former), (other, latter)):
        local.concatenator.concatenate(key, manifest, content_type="", filename="")
    assert read(local.store, KEY) == b"former"
    assert read(local.store, other) == b"latter"


def test_a_slow_put_of_an_older_grant_does_not_change_a_joined_file(local: Abilities) -> None:
    joined(local, b"one", b"two")
    put(local.store, PARTS[0], b"granted before")
    assert read(local.store, KEY) == b"onetwo"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"version": 2, "segments": []}',
        '{"version": 1, "segments": [1]}',
        '{"version": 1, "segments": [{"container":"a","name":"b","size":-1,"digest":"md5:0"}]}',
        '{"version": 1, "segments": [{"container":"a","name":"b","size":1,"digest":"md5:../x"}]}',
    ],
)
def test_a_damaged_manifest_is_an_error(
    local: Abilities, local_options: LocalOptions, text: str
) -> None:
    (local_options.root / "containers/project/upload.manifest").write_text(text)
    with pytest.raises(StorageRefused):
        local.store.open(KEY)


@pytest.mark.parametrize("name", ["upload.manifest", f"1.md5-{MD5_OF_ONE}", "a.manifest/1"])
def test_names_that_look_like_files_of_the_layout_are_refused(local: Abilities, name: str) -> None:
    with pytest.raises(ValueError, match="layout"):
        put(local.store, ObjectKey("project", name), b"")


def test_options_do_not_show_their_key(local_options: LocalOptions) -> None:
    assert "url key" not in repr(local_options)


def test_a_put_under_way_is_not_seen(local: Abilities, local_options: LocalOptions) -> None:
    def source() -> Iterator[bytes]:
        for block in (b"one", b""):
            seen.append([name for name in files(local_options.root) if "containers" in name])
            yield block

    seen: list[list[str]] = []
    digest = Digest("md5", MD5_OF_ONE)
    local.store.put(PARTS[0], source(), size=3, digest=digest, algorithm="md5")
    assert seen == [[], []]
