"""Tokens that are made later, and what those limited to scopes are good for."""

from __future__ import annotations

import json

import pytest

from dds_upload.core.accounts.scopes import Scope
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import (
    Forbidden,
    Unauthenticated,
    ValidationFailed,
)
from dds_upload.core.reasons import Kind, Reason
from dds_upload.operations.accounts.find_organization import require_scope
from tests.accounts.setting import Accounts, Command
from tests.house.refusals import not_found


def caller_with(accounts: Accounts, *scopes: str) -> Caller:
    """Whoever comes with a new token of `ada` that has those scopes."""
    created = accounts.tokens.create("ada", scopes=scopes)
    return accounts.authenticate(created.secret.reveal())


def test_a_token_has_the_scopes_it_was_made_with(accounts: Accounts) -> None:
    accounts.users.create("ada")
    scopes = ("project:releases", "org:ci", "org:ci")
    caller = caller_with(accounts, *scopes)
    assert caller.user.username == "ada"
    assert caller.agent is None
    assert caller.scopes == frozenset(scopes)
    assert caller_with(accounts, *Scope).scopes == frozenset[str](Scope)


def test_all_other_tokens_are_not_limited(accounts: Accounts) -> None:
    ada = accounts.users.create("ada")
    first, signed = ada.api_token.reveal(), accounts.signed_token(ada)
    callers = [accounts.authenticate(first), accounts.authenticate(signed), caller_with(accounts)]
    assert [caller.scopes for caller in callers] == [None, None, None]


def test_one_of_the_scopes_suffices_and_none_includes_another(accounts: Accounts) -> None:
    accounts.users.create("ada", is_admin=True)
    caller = caller_with(accounts, "project:admin")
    require_scope(caller, Scope.PROJECT_READ, Scope.PROJECT_ADMIN)
    require_scope(caller_with(accounts), Scope.PROJECT_READ)
    for wanted in ([Scope.PROJECT_READ], [Scope.PROJECT_WRITE, Scope.ORG_CI], []):
        with pytest.raises(Forbidden):
            require_scope(caller, *wanted)


def test_a_limited_token_is_revoked_and_disabled_like_any(accounts: Accounts) -> None:
    accounts.users.create("ada")
    created = accounts.tokens.create("ada", scopes=["org:read"], label="for builds")
    accounts.users.disable("ada")
    with pytest.raises(Unauthenticated):
        accounts.authenticate(created.secret.reveal())
    accounts.users.enable("ada")
    assert accounts.authenticate(created.secret.reveal())
    accounts.tokens.revoke(created.token.id)
    with pytest.raises(Unauthenticated) as caught:
        accounts.authenticate(created.secret.reveal())
    assert caught.value.reason is Reason.TOKEN_INVALID


def test_unknown_scopes_labels_and_users_are_refused(accounts: Accounts) -> None:
    accounts.users.create("ada")
    with pytest.raises(ValidationFailed) as caught:
        accounts.tokens.create("ada", scopes=["project:read", "project"], label="a\nb")
    assert [fault.field for fault in caught.value.fields] == ["scope", "label"]
    with not_found(Kind.USER):
        accounts.tokens.create("nobody")
    assert len(accounts.tokens.all()) == 1


def test_the_command_prints_a_token_that_works_once(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.users.create("ada")
    words = ["ada", "--scope", "project:releases", "--scope", "org:ci", "--label", "builds"]
    assert command("tokens", "create", *words, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert list(shown) == ["id", "username", "label", "scopes", "api_token"]
    assert shown["scopes"] == ["org:ci", "project:releases"]
    assert accounts.authenticate(shown["api_token"]).scopes == frozenset(shown["scopes"])
    assert command("tokens", "list") == 0
    table = capsys.readouterr().out
    rows = {line.split()[1]: line for line in table.splitlines()}
    assert " org:ci project:releases " in rows["builds"]
    assert " all " in rows["first"]
    assert shown["api_token"] not in table
    assert command("tokens", "list", "--json") == 0
    listed = {row["label"]: row["scopes"] for row in json.loads(capsys.readouterr().out)}
    assert listed == {"first": None, "builds": ["org:ci", "project:releases"]}


def test_the_command_without_scopes_makes_one_for_everything(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.users.create("ada")
    assert command("tokens", "create", "ada") == 0
    out = capsys.readouterr().out
    shown = dict(line.split(":", 1) for line in out.splitlines()[:5])
    assert shown["scopes"].strip() == "all"
    assert accounts.authenticate(shown["api_token"].strip()).scopes is None
    assert "cannot show it again" in out
    assert "Limited" not in out
    assert command("tokens", "create", "ada", "--scope", "org:ci") == 0
    assert "does not open the DDS API" in capsys.readouterr().out


def test_the_command_refuses_in_one_line_that_names_what_there_is(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.users.create("ada")
    assert command("tokens", "create", "ada", "--scope", "all") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("error: scope must be one of project:read, ")
    assert command("tokens", "create", "nobody") == 1
    assert capsys.readouterr().err == "error: User Not Found\n"
