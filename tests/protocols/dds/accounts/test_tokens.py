"""Tokens: got for keys, and asked for by whatever is not open to all (reference row T1)."""

from __future__ import annotations

import pytest

from dds_upload.core.accounts.scopes import Scope
from dds_upload.operations.accounts.users import CreatedUser
from tests.protocols.dds.accounts.api import Api, keys_of, refused


def test_t1_two_keys_give_a_token_that_works(api: Api, ada: CreatedUser) -> None:
    result = api.post_keys({**keys_of(ada), "unknown": 1})
    assert result.status_code == 201
    assert set(result.json) == {"api_token", "expires_on", "time_to_live"}
    assert result.json["expires_on"] == int(api.accounts.clock().timestamp()) + 7200
    assert result.json["time_to_live"] == 7200
    assert [it for it in result.headers if it.lower().startswith("x-")] == ["x-request-id"]
    assert api.get("/current_user", result.json["api_token"]).status_code == 200


@pytest.mark.parametrize("lost", ["agent_key", "user_key"])
@pytest.mark.parametrize("value", [None, "", "absent"])
def test_t1_a_missing_key(api: Api, ada: CreatedUser, lost: str, value: str | None) -> None:
    body: dict[str, str | None] = {**keys_of(ada), lost: value}
    if value == "absent":
        del body[lost]
    result = api.post_keys(body)
    assert refused(
        result, 400, "missing key or keys", "keys_missing", "api_key and user_key are required"
    )


@pytest.mark.parametrize("wrong", ["agent_key", "user_key"])
@pytest.mark.parametrize(
    "value", ["x", "\u00e9", " ", "a" * 100_000], ids=["short", "umlaut", "blank", "long"]
)
def test_t1_an_unknown_key(api: Api, ada: CreatedUser, wrong: str, value: str) -> None:
    result = api.post_keys({**keys_of(ada), wrong: value})
    assert refused(result, 404, "invalid key", "keys_invalid", "ensure both keys are valid")


@pytest.mark.parametrize("value", [1, True, {}, [], "\0", "\ud800"])
def test_a_key_that_is_no_text_is_a_field_error(api: Api, ada: CreatedUser, value: object) -> None:
    result = api.post_keys({**keys_of(ada), "user_key": value})
    assert result.status_code == 400
    assert [list(error) for error in result.json["errors"]] == [["user_key"]]


def test_keys_of_a_disabled_user_are_invalid(api: Api, ada: CreatedUser) -> None:
    api.accounts.users.disable("ada")
    assert refused(
        api.post_keys(keys_of(ada)),
        404,
        "invalid key",
        "keys_invalid",
        "ensure both keys are valid",
    )


@pytest.mark.parametrize(
    "path", ["/current_user", "/users", "/users/6d0f2c1e-0000-4000-8000-000000000000"]
)
def test_every_way_not_to_be_known(api: Api, ada: CreatedUser, path: str) -> None:
    login = "you might need to login through an authenticaton service"
    assert refused(api.get(path), 401, "no api_token", "token_missing", login)
    revoked = api.accounts.users.create("bob").api_token.reveal()
    [token] = [t for t in api.accounts.tokens.all() if t.username == "bob"]
    api.accounts.tokens.revoke(token.id)
    disabled = api.accounts.users.create("eve").api_token.reveal()
    api.accounts.users.disable("eve")
    alg_none = "eyJhbGciOiJub25lIn0.e30."
    for invalid in ("", "x", "a.b.c", alg_none, "\u00e9", "x" * 5000, revoked, disabled):
        result = api.get(path, invalid)
        assert refused(
            result, 401, "invalid api_token", "token_invalid", "token not properly signed"
        )
    signed = api.accounts.signed_token(ada)
    api.accounts.clock.forward(hours=2)
    again = "you need to login with your authenticaton service"
    assert refused(api.get(path, signed), 401, "expired api_token", "token_expired", again)


def test_the_current_user_with_an_agent_and_without(api: Api, ada: CreatedUser) -> None:
    alone = api.get("/current_user/", ada.api_token.reveal(), query_string="%7B%7D")
    assert alone.json == {
        "id": str(ada.user.id),
        "username": "ada",
        "full_name": "Ada Lovelace",
        "first_name": "Ada",
        "last_name": "Lovelace",
        "email": "ada@example.org",
        "auth_provider": {"uid": "ada", "source": "dds_upload"},
        "last_login_on": None,
        "audit": {
            "created_on": "2026-03-01T12:00:00.250Z",
            "created_by": None,
            "last_updated_on": None,
            "last_updated_by": None,
            "deleted_on": None,
            "deleted_by": None,
        },
        "agent": None,
        "is_admin": False,
    }
    acting = api.get("/current_user", api.accounts.signed_token(ada))
    assert acting.json["agent"]["name"] == "ada agent"
    assert acting.json["last_login_on"] == "2026-03-01T12:00:00.250Z"
    assert "X-Total-Pages" not in acting.headers


def test_a_token_limited_to_scopes_opens_nothing_here(api: Api, ada: CreatedUser) -> None:
    limited = api.accounts.tokens.create("ada", scopes=list(Scope)).secret.reveal()
    suggestion = "request permission to access this resource"
    for path in ("/current_user", "/users", f"/users/{ada.user.id}"):
        assert refused(api.get(path, limited), 403, "Unauthorized", "scope_missing", suggestion)
    unlimited = api.accounts.tokens.create("ada").secret.reveal()
    assert api.get("/current_user", unlimited).status_code == 200
    assert api.get("/app/status", limited).status_code == 200
