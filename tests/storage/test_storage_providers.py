"""Storage providers as they are shown, and plans for files at them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from db.tables.uploads import Uploads
from tests.house.client import UNKNOWN, Api, errors_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import two_providers

SHOWN = {
    "id",
    "name",
    "description",
    "chunk_hash_algorithm",
    "chunk_max_size_bytes",
    "chunk_max_number",
    "file_max_size_bytes",
    "is_default",
    "is_deprecated",
}


def test_all_are_listed_unpaged_with_real_booleans(open_again: OpenLab, tmp_path: Path) -> None:
    lab = open_again({**two_providers(tmp_path), "ARCHIVE_DEPRECATED": "true"})
    api = client(lab, "anybody")
    answer = api.get("/storage_providers")
    assert not any(name.startswith("x-total") for name in answer.headers)
    by_id = {it["id"]: it for it in answer.json["results"]}
    fast, archive = (by_id[lab.provider(slug)["id"]] for slug in ("fast", "archive"))
    assert set(fast) == set(archive) == SHOWN
    assert (fast["is_default"], fast["is_deprecated"]) == (True, False)
    assert (archive["is_default"], archive["is_deprecated"]) == (False, True)
    assert fast["is_default"] is True
    assert fast["is_deprecated"] is False
    assert (fast["chunk_max_number"], fast["chunk_max_size_bytes"]) == (10, 100)
    assert (fast["file_max_size_bytes"], archive["file_max_size_bytes"]) == (1000, 100)
    assert fast["chunk_hash_algorithm"] == "md5"
    assert api.get(f"/storage_providers/{fast['id']}").json == fast


@pytest.mark.parametrize("provider", ["doesNotExist", UNKNOWN, "%00", "%2e%2e"])
@pytest.mark.parametrize("below", ["", "/plan"])
def test_an_unknown_one_is_not_found(wire: Api, provider: str, below: str) -> None:
    answer = wire.get(f"/storage_providers/{provider}{below}", 404, query_string="size=1").json
    assert answer["reason"] == "StorageProvider Not Found"
    assert answer["suggestion"] == "you may have mistyped the StorageProvider id"


def plan(api: Api, size: str, expect: int = 200) -> Any:
    (provider,) = api.get("/storage_providers").json["results"]
    return api.get(f"/storage_providers/{provider['id']}/plan", expect, query_string=f"size={size}")


@pytest.mark.parametrize(
    ("size", "least", "count"),
    [("0", 0, 0), ("1", 1, 1), ("100", 10, 1), ("101", 11, 2), ("1000", 100, 10)],
)
def test_a_plan_for_a_file_that_fits(wire: Api, size: str, least: int, count: int) -> None:
    found = plan(wire, size).json
    assert set(found.pop("open")) == {"uploads", "uploads_max", "bytes", "bytes_max"}
    assert found == {
        "fits": True,
        "chunk_min_size_bytes": least,
        "chunk_max_size_bytes": 100,
        "chunk_size_bytes": 100,
        "chunk_count": count,
    }


@pytest.mark.parametrize("size", ["1001", "9" * 4000])
def test_a_plan_for_a_file_that_does_not_fit(wire: Api, size: str) -> None:
    found = plan(wire, size).json
    assert set(found.pop("open")) == {"uploads", "uploads_max", "bytes", "bytes_max"}
    assert found == {
        "fits": False,
        "chunk_min_size_bytes": None,
        "chunk_max_size_bytes": 100,
        "chunk_size_bytes": None,
        "chunk_count": None,
    }


@pytest.mark.parametrize(
    "size", ["-1", "1.0", "1e3", "x", "%00", "9" * 5000, "%D9%A1", "+1", "1_0"]
)
def test_a_plan_needs_a_size_in_bytes(wire: Api, size: str) -> None:
    assert [name for name, _ in errors_of(plan(wire, size, 400))] == ["size"]


def test_a_plan_needs_a_size(wire: Api) -> None:
    (provider,) = wire.get("/storage_providers").json["results"]
    refused = wire.get(f"/storage_providers/{provider['id']}/plan", 400)
    assert errors_of(refused) == errors_of(plan(wire, "", 400)) == [("size", "can't be blank")]


def test_good_chunks_have_a_mebibyte_where_that_fits(open_again: OpenLab) -> None:
    api = client(open_again({}), "researcher")
    for size, chunk, count in (
        (1, 16 * 2**20, 1),
        (10**9, 16 * 2**20, 60),
        (2**40, 1049 * 2**20, 1000),
        (1000 * 5368709120, 5368709120, 1000),
    ):
        planned = plan(api, str(size)).json
        assert (planned["chunk_size_bytes"], planned["chunk_count"]) == (chunk, count)


def test_a_plan_writes_nothing(wire: Api) -> None:
    before = wire.service.database.count(Uploads.select())
    plan(wire, "5")
    assert wire.service.database.count(Uploads.select()) == before
