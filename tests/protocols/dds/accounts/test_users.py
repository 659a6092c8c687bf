"""Users: one by one, in pages, and found by parts of their names."""

from __future__ import annotations

from uuid import uuid4

import pytest

from dds_upload.operations.accounts.users import CreatedUser
from tests.protocols.dds.accounts.api import Api, names, refused


def test_users_one_by_one(api: Api, ada: CreatedUser) -> None:
    bob, token = api.accounts.users.create("bob"), ada.api_token.reveal()
    assert api.get(f"/users/{bob.user.id}", token).json["username"] == "bob"
    for unknown in (uuid4(), "doesNotExist", "%00"):
        result = api.get(f"/users/{unknown}", token)
        assert refused(
            result, 404, "User Not Found", "not_found", "you may have mistyped the User id"
        )


@pytest.fixture
def crowd(api: Api, ada: CreatedUser) -> str:
    """Return the token of one of several users with telling names."""
    people = {"zoe": "Zoe adams", "per%cent": "50% Off", "under_score": "A_b Under"}
    for name, full_name in people.items():
        api.accounts.clock.forward(seconds=1)
        api.accounts.users.create(name, full_name=full_name, email=f"{name}@example.org")
    return ada.api_token.reveal()


def test_users_come_by_last_name_on_each_page(api: Api, crowd: str) -> None:
    everybody = ["zoe", "ada", "per%cent", "under_score"]
    result = api.get("/users", crowd)
    assert names(result) == everybody
    assert result.headers["X-Total"] == "4"
    assert names(api.get("/users/", crowd, params={"per_page": 3})) == everybody[:3]
    page = api.get("/users/", crowd, params={"page": 2, "per_page": 3})
    assert names(page) == everybody[3:]
    assert (page.headers["X-Total-Pages"], page.headers["X-Next-Page"]) == ("2", "")
    assert names(api.get("/users", crowd, params={"page": 9})) == []
    refusal = api.get("/users", crowd, params={"per_page": 1001})
    assert refusal.json["errors"] == [{"per_page": "must be less than or equal to 1000"}]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("full_name_contains=LOVE", ["ada"]),
        ("full_name_contains=%25", ["per%cent"]),
        ("full_name_contains=_", ["under_score"]),
        ("full_name_contains=%5C", []),
        ("full_name_contains=%27%22%3B--", []),
        ("last_name_begins_with=a", ["zoe"]),
        ("last_name_begins_with=lovelace", ["ada"]),
        ("last_name_begins_with=ovel", []),
        ("first_name_begins_with=a", ["ada", "under_score"]),
        ("first_name_begins_with=a_", ["under_score"]),
        ("username=ADA", ["ada"]),
        ("username=ad", []),
        ("username=per%25cent", ["per%cent"]),
        ("username=%25", []),
        ("email=Ada%40Example.org", ["ada"]),
        ("email=", ["zoe", "ada", "per%cent", "under_score"]),
        ("full_name_contains=&username=zoe", ["zoe"]),
        ("username=zoe&email=ada%40example.org", []),
        ("is_admin=true&nonsense", ["zoe", "ada", "per%cent", "under_score"]),
    ],
)
def test_filters_take_their_text_literally(
    api: Api, crowd: str, query: str, expected: list[str]
) -> None:
    result = api.get("/users", crowd, query_string=query)
    assert names(result) == expected
    assert result.headers["X-Total"] == str(len(expected))


def test_a_filter_no_database_can_keep_is_a_field_error(api: Api, crowd: str) -> None:
    result = api.get("/users", crowd, query_string="username=%00")
    assert result.status_code == 400
    assert list(result.json["errors"][0]) == ["username"]
