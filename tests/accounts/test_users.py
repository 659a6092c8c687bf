"""Creating users: what is kept, what is refused, what races leave behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Kind, Reason
from tests.accounts.setting import Accounts, tried_at_once
from tests.house.refusals import not_found, refuses, said_of_fields

BLANK = "can't be blank"


def everything_kept(accounts: Accounts) -> str:
    """Every row that could hold a key, as text."""
    tables = ("users", "software_agents", "api_tokens")
    queries = [f"SELECT * FROM {table}" for table in tables]
    return repr([accounts.database.sql(query).fetchall() for query in queries])


def test_only_digests_reach_the_database(accounts: Accounts, tmp_path: Path) -> None:
    ada = accounts.users.create("ada")
    new = accounts.users.replace_keys("ada")
    keys = [ada.keys.user_key, ada.keys.agent_key, new.user_key, new.agent_key, ada.api_token]
    kept = everything_kept(accounts)
    files = b"".join(path.read_bytes() for path in tmp_path.glob("accounts.db*"))
    assert "ada agent" in kept
    for key in keys:
        assert key.reveal() not in kept
        assert key.reveal().encode() not in files
        assert key.reveal() not in repr(ada)


def test_a_name_is_taken_once(accounts: Accounts) -> None:
    accounts.users.create("ada")
    before = everything_kept(accounts)
    with refuses(ValidationFailed, Reason.ALREADY_TAKEN):
        accounts.users.create("ada")
    assert everything_kept(accounts) == before


def test_of_many_who_create_one_name_one_succeeds(accounts: Accounts) -> None:
    assert tried_at_once(lambda: accounts.users.create("ada")) == 1
    assert len(accounts.users.all()) == len(accounts.tokens.all()) == 1


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "a b",
        "a/b",
        "a\\b",
        "a:b",
        "a\n",
        "\0",
        "\x7f",
        "\ud800",
        "\u2028",
        "\u200b",
        "\u3164",
        "x" * 256,
    ],
)
def test_names_that_would_break_something_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(ValidationFailed) as caught:
        accounts.users.create(name)
    assert [fault.field for fault in caught.value.fields] == ["username"]


@pytest.mark.parametrize(
    "name", ["a", "x" * 255, "ada@example.org", "zo\u00eb", "\u5f35", "%_'\";--"]
)
def test_all_other_names_are_fine(accounts: Accounts, name: str) -> None:
    created = accounts.users.create(name)
    assert accounts.authenticate(created.api_token.reveal()).user.username == name
    assert accounts.authenticate(accounts.signed_token(created)).user.username == name


def test_every_fault_is_named_at_once(accounts: Accounts) -> None:
    with pytest.raises(ValidationFailed) as caught:
        accounts.users.create("a b", full_name="A\nB", email="a" * 256)
    assert [fault.field for fault in caught.value.fields] == ["username", "full_name", "email"]


@pytest.mark.parametrize("blank", [" ", "   ", "\u2800", "\u3164 \u3164"])
def test_what_is_given_and_shows_nothing_is_refused(accounts: Accounts, blank: str) -> None:
    with pytest.raises(ValidationFailed) as caught:
        accounts.users.create("ada", full_name=blank, email=blank)
    assert said_of_fields(caught.value) == [("full_name", BLANK), ("email", BLANK)]
    with refuses(ValidationFailed, Reason.FIELD_REQUIRED):
        accounts.organizations.create("acme", blank)
    accounts.users.create("ada")
    with refuses(ValidationFailed, Reason.FIELD_REQUIRED):
        accounts.tokens.create("ada", label=blank)


@pytest.mark.parametrize(
    ("given", "full_name", "first", "last"),
    [
        ("Ada Lovelace", "Ada Lovelace", "Ada", "Lovelace"),
        ("Ada King Lovelace", "Ada King Lovelace", "Ada King", "Lovelace"),
        ("Ada", "Ada", "", "Ada"),
        ("", "ada", "", "ada"),
    ],
)
def test_a_full_name_gives_first_and_last(
    accounts: Accounts, given: str, full_name: str, first: str, last: str
) -> None:
    user = accounts.users.create("ada", full_name=given).user
    assert (user.full_name, user.first_name, user.last_name) == (full_name, first, last)
    assert accounts.read_users.get(Caller(user), user.id) == user


def test_nobody_can_be_disabled_or_enabled(accounts: Accounts) -> None:
    for change in (accounts.users.disable, accounts.users.enable):
        with not_found(Kind.USER):
            change("nobody")
