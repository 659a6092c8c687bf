"""Who is let in, by which token, and with how many queries."""

from __future__ import annotations

from uuid import uuid4

import pytest

from dds_upload.core.errors import (
    InvalidKeys,
    MissingKeys,
    Unauthenticated,
)
from dds_upload.core.reasons import Kind, Reason
from tests.accounts.setting import Accounts
from tests.house.refusals import not_found
from tests.house.statements import statements_of


def refusal(accounts: Accounts, token: str | None) -> Reason:
    """Why nobody is let in."""
    with pytest.raises(Unauthenticated) as caught:
        accounts.authenticate(token)
    return caught.value.reason


def test_a_signed_token_names_user_and_agent(accounts: Accounts) -> None:
    ada = accounts.users.create("ada", full_name="Ada Lovelace", is_admin=True)
    caller = accounts.authenticate(accounts.signed_token(ada))
    assert caller.user.id == ada.user.id
    assert caller.user.last_login_at == accounts.clock()
    assert caller.user.is_admin is True
    assert caller.agent is not None
    assert caller.agent.name == "ada agent"


def test_an_opaque_token_names_the_user_alone(accounts: Accounts) -> None:
    ada = accounts.users.create("ada", email="ada@example.org")
    caller = accounts.authenticate(ada.api_token.reveal())
    assert caller.user == ada.user
    assert caller.agent is None


def test_an_agent_acts_for_whoever_gave_their_key(accounts: Accounts) -> None:
    ada, bob = accounts.users.create("ada"), accounts.users.create("bob")
    issued = accounts.issue_token(ada.keys.agent_key.reveal(), bob.keys.user_key.reveal())
    caller = accounts.authenticate(issued.token.reveal())
    assert caller.user.username == "bob"
    assert caller.agent is not None
    assert caller.agent.name == "ada agent"


def test_several_tokens_are_good_at_once_until_each_ends(accounts: Accounts) -> None:
    ada = accounts.users.create("ada")
    first = accounts.signed_token(ada)
    accounts.clock.forward(hours=1)
    second = accounts.signed_token(ada)
    tokens = (first, second, ada.api_token.reveal())
    assert {accounts.authenticate(token).user.id for token in tokens} == {ada.user.id}
    accounts.clock.forward(hours=1)
    assert refusal(accounts, first) is Reason.TOKEN_EXPIRED
    assert accounts.authenticate(second).user.id == ada.user.id
    accounts.clock.forward(days=10_000)
    assert accounts.authenticate(ada.api_token.reveal()).user.id == ada.user.id


def test_no_header_and_a_wrong_one_are_told_apart(accounts: Accounts) -> None:
    ada = accounts.users.create("ada")
    assert refusal(accounts, None) is Reason.TOKEN_MISSING
    wrong = ["", " ", "x", "%", "\x00", "\ud800", ada.api_token.reveal().upper()]
    keys = [ada.keys.user_key.reveal(), ada.keys.agent_key.reveal()]
    for token in [*wrong, *keys, f"Bearer {ada.api_token.reveal()}"]:
        assert refusal(accounts, token) is Reason.TOKEN_INVALID


def test_a_digest_read_from_the_database_opens_nothing(accounts: Accounts) -> None:
    accounts.users.create("ada")
    row = accounts.database.sql("SELECT digest FROM api_tokens").fetchone()
    assert refusal(accounts, row[0]) is Reason.TOKEN_INVALID


def test_a_token_of_nobody_or_of_an_agent_that_is_gone_is_invalid(accounts: Accounts) -> None:
    ada = accounts.users.create("ada")
    for user_id, agent_id in ((uuid4(), None), (ada.user.id, uuid4())):
        token = accounts.signer.sign(user_id, agent_id, accounts.clock()).token.reveal()
        assert refusal(accounts, token) is Reason.TOKEN_INVALID
    token = accounts.signer.sign(ada.user.id, None, accounts.clock()).token.reveal()
    assert accounts.authenticate(token).agent is None


def test_a_disabled_user_is_out_at_once_and_in_again_when_enabled(accounts: Accounts) -> None:
    ada = accounts.users.create("ada")
    tokens = (accounts.signed_token(ada), ada.api_token.reveal())
    accounts.users.disable("ada")
    for token in tokens:
        assert refusal(accounts, token) is Reason.TOKEN_INVALID
    with pytest.raises(InvalidKeys):
        accounts.signed_token(ada)
    accounts.users.enable("ada")
    assert [accounts.authenticate(token).user.username for token in tokens] == ["ada", "ada"]
    assert accounts.signed_token(ada)


def test_a_revoked_token_is_invalid_and_others_are_not(accounts: Accounts) -> None:
    ada, bob = accounts.users.create("ada"), accounts.users.create("bob")
    of_ada = next(token for token in accounts.tokens.all() if token.username == "ada")
    accounts.tokens.revoke(of_ada.id)
    assert refusal(accounts, ada.api_token.reveal()) is Reason.TOKEN_INVALID
    assert accounts.authenticate(bob.api_token.reveal()).user.username == "bob"
    revoked_at = accounts.clock()
    accounts.clock.forward(hours=1)
    accounts.tokens.revoke(of_ada.id)
    assert next(t.revoked_at for t in accounts.tokens.all() if t.id == of_ada.id) == revoked_at
    with not_found(Kind.API_TOKEN):
        accounts.tokens.revoke(uuid4())


def test_replaced_keys_issue_no_more_tokens(accounts: Accounts) -> None:
    ada, bob = accounts.users.create("ada"), accounts.users.create("bob")
    new = accounts.users.replace_keys("ada")
    old_and_new = [
        (ada.keys.agent_key, ada.keys.user_key),
        (ada.keys.agent_key, new.user_key),
        (new.agent_key, ada.keys.user_key),
    ]
    for agent_key, user_key in old_and_new:
        with pytest.raises(InvalidKeys):
            accounts.issue_token(agent_key.reveal(), user_key.reveal())
    assert accounts.issue_token(new.agent_key.reveal(), new.user_key.reveal())
    assert accounts.signed_token(bob)
    with not_found(Kind.USER):
        accounts.users.replace_keys("nobody")


@pytest.mark.parametrize("keys", [(None, None), ("a", None), (None, "u"), ("", "u"), ("a", "")])
def test_a_token_takes_both_keys(accounts: Accounts, keys: tuple[str | None, str | None]) -> None:
    with pytest.raises(MissingKeys):
        accounts.issue_token(*keys)


def test_the_two_keys_cannot_change_places(accounts: Accounts) -> None:
    ada = accounts.users.create("ada")
    with pytest.raises(InvalidKeys):
        accounts.issue_token(ada.keys.user_key.reveal(), ada.keys.agent_key.reveal())


def test_one_query_tells_who_is_calling(accounts: Accounts) -> None:
    ada = accounts.users.create("ada")
    limited = accounts.tokens.create("ada", scopes=["org:ci"]).secret.reveal()
    tokens = (accounts.signed_token(ada), ada.api_token.reveal(), limited)
    with statements_of(accounts.database) as seen:
        for token in tokens:
            seen.clear()
            accounts.authenticate(token)
            assert len(seen) == 1
        seen.clear()
        assert refusal(accounts, "a.b.c") is Reason.TOKEN_INVALID
        assert not seen
