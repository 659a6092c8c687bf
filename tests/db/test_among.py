"""Many texts as one parameter: the rows that have one of them, found by the column's index."""

from __future__ import annotations

import pytest

from db.among import among
from db.tables.accounts import Organizations
from tests.db.plans import plans_if_large
from tests.house.setting import Lab

ODD = ["", "a", "ü", "it's", '"', "\\", "{}", "a,b", "%s", "?", "NULL", "\U0001f600"]


def slugs(lab: Lab, texts: list[str]) -> list[str]:
    query = Organizations.select(Organizations.slug)
    query = query.where(among(lab.database, Organizations.slug, texts)).order_by(Organizations.slug)
    return [slug for (slug,) in lab.database.rows(query.tuples())]


def test_rows_that_have_one_of_them_are_found(lab: Lab) -> None:
    for slug in ("acme", "other"):
        lab.accounts.organizations.create(slug)
    assert slugs(lab, ["acme", "default", "nowhere"]) == ["acme", "default"]
    assert slugs(lab, []) == []


@pytest.mark.parametrize("text", ODD)
def test_texts_are_taken_as_they_are(lab: Lab, text: str) -> None:
    assert slugs(lab, [text, *ODD, "default"]) == ["default"]


def test_the_index_finds_them(lab: Lab) -> None:
    (plan,) = plans_if_large(lab.database, lambda: slugs(lab, ["default"]))
    assert "organizations" in plan
    assert "SCAN organizations" not in plan
    assert "Seq Scan" not in plan
