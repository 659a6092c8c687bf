"""The commands `users` and `tokens`, from the words typed to the words printed."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from dds_upload.core.errors import Unauthenticated
from tests.accounts.setting import Accounts, Command


def test_create_prints_what_lets_the_user_in(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["ada", "--admin", "--full-name", "Ada Lovelace", "--email", "ada@example.org"]
    assert command("users", "create", *words, "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert accounts.issue_token(shown["agent_key"], shown["user_key"])
    user = accounts.authenticate(shown["api_token"]).user
    assert str(user.id) == shown["id"]
    assert (user.is_admin, user.full_name, user.email) == (True, "Ada Lovelace", "ada@example.org")


def test_create_in_words_warns_that_nothing_is_shown_again(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("users", "create", "ada") == 0
    out = capsys.readouterr().out
    shown = dict(line.split(":", 1) for line in out.splitlines()[:6])
    assert set(shown) == {"id", "username", "is_admin", "user_key", "agent_key", "api_token"}
    assert accounts.authenticate(shown["api_token"].strip()).user.username == "ada"
    assert "cannot show them again" in out


def test_create_refuses_in_one_line_on_stderr(
    command: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("users", "create", "ada") == 0
    capsys.readouterr()
    assert command("users", "create", "ada") == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "error: username has already been taken\n"


def test_keys_replaces_and_says_so(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    accounts.users.create("ada")
    assert command("users", "keys", "ada") == 0
    assert "former keys issue no more tokens" in capsys.readouterr().out
    assert command("users", "keys", "ada", "--json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert accounts.issue_token(shown["agent_key"], shown["user_key"])
    assert command("users", "keys", "nobody") == 1
    assert capsys.readouterr().err == "error: User Not Found\n"


def test_list_shows_users_and_no_secrets(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = []
    for name in ("bob", "ada"):
        created = accounts.users.create(name, full_name=f"{name} of somewhere")
        secrets += [created.keys.user_key, created.keys.agent_key, created.api_token]
    accounts.users.disable("bob")
    for words in (("users", "list"), ("tokens", "list")):
        assert command(*words) == 0
        table = capsys.readouterr().out
        assert "2026-03-01T12:00:00Z" in table
        assert command(*words, "--json") == 0
        out = capsys.readouterr().out
        assert {row["username"] for row in json.loads(out)} == {"ada", "bob"}
        assert not [secret for secret in secrets if secret.reveal() in table + out]
        assert "digest" not in out


def test_disable_and_enable(command: Command, accounts: Accounts) -> None:
    token = accounts.users.create("ada").api_token.reveal()
    assert command("users", "disable", "ada") == 0
    with pytest.raises(Unauthenticated):
        accounts.authenticate(token)
    assert command("users", "enable", "ada") == 0
    assert accounts.authenticate(token)


def test_tokens_are_revoked_by_the_id_that_list_shows(
    command: Command, accounts: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    token = accounts.users.create("ada").api_token.reveal()
    assert command("tokens", "list", "--json") == 0
    [shown] = json.loads(capsys.readouterr().out)
    assert command("tokens", "revoke", shown["id"]) == 0
    with pytest.raises(Unauthenticated):
        accounts.authenticate(token)
    assert command("tokens", "revoke", str(uuid4())) == 1


@pytest.mark.parametrize(
    "words",
    [("users",), ("users", "create"), ("tokens", "revoke", "no-id"), ("users", "list", "--no")],
)
def test_wrong_words_are_a_usage_error(command: Command, words: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        command(*words)
    assert caught.value.code == 2


@pytest.mark.parametrize("group", ["users", "tokens"])
def test_help_explains_each_command(
    command: Command, group: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        command(group, "--help")
    assert caught.value.code == 0
    assert "token" in capsys.readouterr().out
