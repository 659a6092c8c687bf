"""Organisations as administrators make and fill them, by operation and by command."""

from __future__ import annotations

import json

import pytest

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Kind
from tests.accounts.setting import Accounts, Command, tried_at_once
from tests.house.refusals import not_found

Printed = pytest.CaptureFixture[str]


def members(accounts: Accounts) -> dict[str, int]:
    """How many members each organisation has."""
    return {it.organization.slug: it.members for it in accounts.organizations.all()}


def test_there_is_one_from_the_start_and_new_users_join_it(accounts: Accounts) -> None:
    assert members(accounts) == {"default": 0}
    accounts.users.create("ada")
    accounts.users.create("bob", is_admin=True)
    with pytest.raises(ValidationFailed):
        accounts.users.create("ada")
    assert members(accounts) == {"default": 2}


def test_one_is_made_with_the_name_given_or_its_slug(accounts: Accounts) -> None:
    made = accounts.organizations.create("acme", "Acme & Sons")
    assert (made.slug, made.name, made.created_at) == ("acme", "Acme & Sons", accounts.clock())
    accounts.organizations.create("a-1_b")
    listed = {it.organization.slug: it.organization.name for it in accounts.organizations.all()}
    assert listed == {"a-1_b": "a-1_b", "acme": "Acme & Sons", "default": "Default"}


def test_slugs_that_paths_could_not_have_are_refused(accounts: Accounts) -> None:
    for slug in ("", "A", "a b", "a/b", "a.b", "\u00e9", "123", "x" * 51, "a\n"):
        with pytest.raises(ValidationFailed) as caught:
            accounts.organizations.create(slug, "a\nb")
        assert [fault.field for fault in caught.value.fields] == ["slug", "name"]
    assert list(members(accounts)) == ["default"]


def test_a_slug_is_taken_once_even_by_many_at_once(accounts: Accounts) -> None:
    assert tried_at_once(lambda: accounts.organizations.create("acme")) == 1


def test_members_are_added_once_by_slug_or_id(accounts: Accounts) -> None:
    accounts.users.create("ada")
    made = accounts.organizations.create("acme")
    for reference in ("acme", "acme", str(made.id)):
        accounts.organizations.add_member(reference, "ada")
    assert members(accounts) == {"acme": 1, "default": 1}
    for unknown in ("nothing", "Acme", "", "\0", str(made.id)[:-1]):
        with not_found(Kind.ORGANIZATION):
            accounts.organizations.add_member(unknown, "ada")
    with not_found(Kind.USER):
        accounts.organizations.add_member("acme", "nobody")


def test_members_are_removed_once(accounts: Accounts) -> None:
    accounts.users.create("ada")
    for _ in range(2):
        accounts.organizations.remove_member("default", "ada")
        assert members(accounts) == {"default": 0}
    with not_found(Kind.ORGANIZATION):
        accounts.organizations.remove_member("nothing", "ada")
    with not_found(Kind.USER):
        accounts.organizations.remove_member("default", "nobody")


def test_a_user_begins_in_the_organisations_named(accounts: Accounts, command: Command) -> None:
    made = accounts.organizations.create("acme")
    accounts.organizations.create("labs")
    named = ("--organization", "acme", "--organization", "labs", "--organization", str(made.id))
    assert command("users", "create", "ada", *named) == 0
    assert members(accounts) == {"acme": 1, "default": 0, "labs": 1}
    with not_found(Kind.ORGANIZATION):
        accounts.users.create("bob", organizations=["acme", "nothing"])
    assert [user.username for user in accounts.users.all()] == ["ada"]


def test_the_commands_make_fill_and_list(
    command: Command, accounts: Accounts, capsys: Printed
) -> None:
    accounts.users.create("ada")
    assert command("organizations", "create", "acme", "--name", "Acme", "--json") == 0
    made = json.loads(capsys.readouterr().out)
    assert command("organizations", "create", "other") == 0
    assert "`organizations add other USER`" in capsys.readouterr().out
    assert command("organizations", "add", "acme", "ada") == 0
    assert capsys.readouterr().out == "ada is a member of acme\n"
    assert command("organizations", "remove", "default", "ada") == 0
    assert capsys.readouterr().out == "ada is no member of default\n"
    assert command("organizations", "list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [row["slug"] for row in listed] == ["acme", "default", "other"]
    assert listed[0] == {**made, "members": 1, "projects": 0}
    assert command("organizations", "list") == 0
    head, first, *_ = capsys.readouterr().out.splitlines()
    assert head.split() == ["id", "slug", "name", "members", "projects", "created_at"]
    assert first.split()[1:5] == ["acme", "Acme", "1", "0"]


def test_the_commands_refuse_in_one_line(command: Command, capsys: Printed) -> None:
    for words, reason in {
        ("create", "default"): "slug has already been taken",
        ("create", "1"): "slug must be 1 to 50 lower-case letters, digits, - and _, "
        "and neither a number nor an id",
        ("add", "acme", "ada"): "Organization Not Found",
        ("add", "default", "ada"): "User Not Found",
        ("remove", "acme", "ada"): "Organization Not Found",
    }.items():
        assert command("organizations", *words) == 1
        captured = capsys.readouterr()
        assert (captured.out, captured.err) == ("", f"error: {reason}\n")
