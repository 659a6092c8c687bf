"""The uploads of a project, page by page."""

from __future__ import annotations

import pytest

from tests.house.client import Api, errors_of
from tests.house.fixtures import client
from tests.house.setting import Lab


def test_uploads_are_listed_by_project_and_page(lab: Lab, api: Api) -> None:
    project, other = api.project(), api.project()
    uploads = [api.upload(project, size) for size in (1, 2, 3)]
    api.upload(other, 1)
    answer = api.get(f"/projects/{project}/uploads")
    assert [it["id"] for it in answer.json["results"]] == uploads[::-1]
    assert answer.headers["x-per-page"] == "100"
    answer = api.get(f"/projects/{project}/uploads", query_string="per_page=1&page=2")
    assert [it["id"] for it in answer.json["results"]] == uploads[1:2]
    names = ("x-total", "x-total-pages", "x-page", "x-per-page", "x-next-page", "x-prev-page")
    assert [answer.headers[name] for name in names] == ["3", "3", "2", "1", "3", "1"]
    client(lab, "stranger").get(f"/projects/{project}/uploads", 403)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("per_page=1001", "per_page"),
        ("per_page=0", "per_page"),
        ("page=x", "page"),
        ("page=-1", "page"),
        ("page=1.0", "page"),
        ("page=%00", "page"),
        ("page=%D9%A1", "page"),
        ("page=" + "9" * 5000, "page"),
        ("page=9223372036854775808", "page"),
    ],
)
def test_pages_that_cannot_be(wire: Api, wire_project: str, query: str, field: str) -> None:
    answer = wire.get(f"/projects/{wire_project}/uploads", 400, query_string=query)
    assert [name for name, _ in errors_of(answer)] == [field]


@pytest.mark.parametrize("query", ["page=2147483648&per_page=1000", "page=&per_page="])
def test_pages_far_behind_the_last_are_empty(wire: Api, wire_project: str, query: str) -> None:
    answer = wire.get(f"/projects/{wire_project}/uploads", query_string=query)
    assert answer.json == {"results": []}
    assert answer.headers["x-total-pages"] == "0"
