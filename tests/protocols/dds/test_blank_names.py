"""A name of which nothing can be seen is blank, in whatever script its blanks are."""

from __future__ import annotations

import pytest

from tests.house.client import Api

BLANK = "can't be blank"

SHAPELESS = ["\u200b", "\ufeff", "\u3164", "\u2800"]
BLANKS = ["", " ", "   ", "\u00a0", "\u3000", "\u2003\u2009", *SHAPELESS]

blank = pytest.mark.parametrize("name", BLANKS, ids=ascii)


@blank
def test_of_a_project(wire: Api, wire_project: str, name: str) -> None:
    body = {"name": name, "description": ""}
    for answer in (
        wire.post("/projects", body, expect=400),
        wire.put(f"/projects/{wire_project}", body, expect=400),
    ):
        assert answer.json["errors"] == [{"name": BLANK}]
        assert answer.json["reason_code"] == "field_required"


@blank
def test_of_a_file(wire: Api, wire_project: str, name: str) -> None:
    answer = wire.begin(wire_project, 1, expect=400, name=name)
    assert answer.json["errors"] == [{"name": BLANK}]


@blank
def test_of_a_folder_and_a_new_name(wire: Api, wire_project: str, name: str) -> None:
    body = {"name": "seen", "parent": {"kind": "dds-project", "id": wire_project}}
    folder = wire.post("/folders", body, expect=201).json["id"]
    for answer in (
        wire.post("/folders", {**body, "name": name}, expect=400),
        wire.put(f"/folders/{folder}/rename", {"name": name}, expect=400),
    ):
        assert answer.json["errors"] == [{"name": BLANK}]


@pytest.mark.parametrize("name", [" a ", "\u00a0a", "a\u200d", "\u3000名\u3000"], ids=ascii)
def test_a_name_with_something_to_see_stays_as_it_is(
    wire: Api, wire_project: str, name: str
) -> None:
    assert wire.begin(wire_project, 1, name=name).json["name"] == name


def test_a_description_may_be_blank(wire: Api) -> None:
    wire.post("/projects", {"name": "Mice", "description": " "}, expect=202)
