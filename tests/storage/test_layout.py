"""Names of stored objects: what is stored today must be found under the same name for ever."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from dds_upload.core.storage import layout
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey

UPLOAD = UUID("0b5ff09b-6a1c-4c6e-8f0c-0d6d3bd1a001")
NAME = "0b5ff09b-6a1c-4c6e-8f0c-0d6d3bd1a001"
MD5 = Digest("md5", "a" * 32)


@pytest.mark.parametrize(
    ("key", "spelled"),
    [
        (layout.file_key(layout.project_container(UPLOAD), UPLOAD), f"{NAME}/{NAME}"),
        (layout.chunk_key("mice", UPLOAD, 12), f"mice/{NAME}/12"),
        (layout.chunk_key("mice", UPLOAD, 12, MD5), f"mice/{NAME}/12-{'a' * 32}"),
        (layout.whole_key("mice", UPLOAD), f"mice/{NAME}/1"),
        (layout.blob_key(UPLOAD), f"content-0b/5f/{NAME}"),
        (
            layout.file_key(layout.assembled_container(UPLOAD), UPLOAD),
            f"assembled-{NAME[:2]}/{NAME}",
        ),
        (layout.file_key("assembled-af", UPLOAD, 2), f"assembled-af/{NAME}/file-2"),
        (layout.derived_key("assembled-af", UPLOAD, "cfi", 3), f"assembled-af/{NAME}/cfi-3"),
    ],
)
def test_names_stay(key: ObjectKey, spelled: str) -> None:
    assert str(key) == spelled
    assert ObjectKey.parse(spelled) == key


@pytest.mark.parametrize("digest", [None, MD5, Digest("sha256", "0" * 64)], ids=str)
@pytest.mark.parametrize("number", [0, 1, 12, 9_999_999_999])
def test_a_chunk_is_found_by_its_key(number: int, digest: Digest | None) -> None:
    upload_id = uuid4()
    found = layout.chunk_of(layout.chunk_key("mice", upload_id, number, digest))
    assert found == layout.ChunkName(upload_id, number, digest.value if digest else None)


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        f"{NAME}/",
        f"{NAME}/file-1",
        f"{NAME}/1-",
        f"{NAME}/1-abc",
        f"{NAME}/1-{'A' * 32}",
        f"{NAME}/-{'a' * 32}",
        f"{NAME}/1-{'a' * 32}-{'a' * 32}",
        f"{NAME}/01-{'a' * 32}",
        f"{NAME}/1/1",
        f"{NAME}/01",
        f"{NAME}/+1",
        f"{NAME}/\N{ARABIC-INDIC DIGIT ONE}",
        f"{NAME}/{'9' * 11}",
        f"{NAME.upper()}/1",
        f"{NAME.replace('-', '')}/1",
        "mice/1",
        "/1",
        "",
    ],
)
def test_what_is_no_chunk_is_taken_for_none(name: str) -> None:
    assert layout.chunk_of(ObjectKey("mice", name)) is None


def test_a_blob_is_found_by_its_key() -> None:
    blob_id = uuid4()
    assert layout.blob_of(layout.blob_key(blob_id)) == blob_id


@pytest.mark.parametrize(
    "spelled",
    [
        f"content-0b/5e/{NAME}",
        f"content-0c/5f/{NAME}",
        f"content-0b/5f/{NAME.upper()}",
        f"content-0b/{NAME}",
        f"mice/{NAME}",
        f"mice/{NAME}/1",
    ],
)
def test_what_is_no_blob_is_not_taken_for_one(spelled: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        layout.blob_of(ObjectKey.parse(spelled))


def test_everything_of_an_uploads_own_is_at_its_file_or_below() -> None:
    tree = layout.tree_key("mice", UPLOAD)
    assert layout.file_key("mice", UPLOAD) == tree
    for below in (
        layout.chunk_key("mice", UPLOAD, 1),
        layout.file_key("mice", UPLOAD, 1),
        layout.derived_key("mice", UPLOAD, "symcache", 1),
    ):
        assert str(below).startswith(f"{tree}/")
