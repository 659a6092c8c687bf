"""Tokens, users and status over HTTP (reference rows T1 and the standard 401 cases)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from falcon import MEDIA_JSON
from falcon.testing import Result, TestClient

from config.settings import Settings
from db.database import Database
from dds_upload.core.accounts.scopes import Scope
from dds_upload.core.errors import RecordsUnavailable
from dds_upload.operations.accounts.users import CreatedUser
from dds_upload.protocols.dds import accounts as resources
from dds_upload.protocols.dds import status
from dds_upload.protocols.dds.authentication import by_token
from dds_upload.protocols.dds.errors import render_error
from dds_upload.protocols.dds.parameters import PAGING_HEADERS
from dds_upload.web.app import Mount, create_app
from dds_upload.web.authentication import Authentication
from tests.accounts.setting import Accounts, opened
from tests.house.setting import settings_for

PREFIX = "/api/v1"


class Api:
    """The account resources behind an application, spoken to as one user or as nobody."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.accounts = Accounts(settings, database)
        self.checks: dict[str, status.Check] = {"rdbms": database.check}
        operations = self.accounts.service.operations.accounts
        routes = {**resources.routes(operations), **status.routes("test", self.checks)}
        middleware = [Authentication(PREFIX, by_token(self.accounts.authenticate))]
        mount = Mount(
            PREFIX, render_error, routes, middleware=middleware, exposed_headers=PAGING_HEADERS
        )
        app = create_app([mount], origins=["*"], health=dict)
        self._http = TestClient(app)

    def get(self, path: str, token: str | None = None, **more: Any) -> Result:
        """GET with a token, or without the header."""
        headers = {} if token is None else {"Authorization": token}
        return self._http.simulate_get(PREFIX + path, headers=headers, **more)

    def post_keys(self, body: object) -> Result:
        """Ask for a token."""
        path = f"{PREFIX}/software_agents/api_token"
        return self._http.simulate_post(path, body=json.dumps(body), content_type=MEDIA_JSON)


@pytest.fixture
def api(database_url: str, tmp_path: Path) -> Iterator[Api]:
    """Return the API on a database without users."""
    with opened(database_url) as database:
        yield Api(settings_for(database_url, tmp_path), database)


@pytest.fixture
def ada(api: Api) -> CreatedUser:
    """Return a user."""
    return api.accounts.users.create("ada", full_name="Ada Lovelace", email="ada@example.org")


def keys_of(created: CreatedUser) -> dict[str, str]:
    """The body that asks for a token."""
    keys = created.keys
    return {"agent_key": keys.agent_key.reveal(), "user_key": keys.user_key.reveal()}


def refused(result: Result, status: int, reason: str, code: str, suggestion: str) -> bool:
    """Whether the answer is exactly that envelope."""
    envelope = {
        "error": str(status),
        "code": "not_provided",
        "reason": reason,
        "reason_code": code,
        "suggestion": suggestion,
    }
    return result.status_code == status and bool(result.json == envelope)


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


def test_users_one_by_one(api: Api, ada: CreatedUser) -> None:
    bob, token = api.accounts.users.create("bob"), ada.api_token.reveal()
    assert api.get(f"/users/{bob.user.id}", token).json["username"] == "bob"
    for unknown in (uuid4(), "doesNotExist", "%00"):
        result = api.get(f"/users/{unknown}", token)
        assert refused(
            result, 404, "User Not Found", "not_found", "you may have mistyped the User id"
        )


def names(result: Result) -> list[str]:
    """Who is in a page."""
    assert result.status_code == 200, result.text
    return [user["username"] for user in result.json["results"]]


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


@pytest.mark.parametrize("path", ["/app/status", "/app/status/", "//app/status"])
def test_anybody_may_ask_for_the_status(api: Api, path: str) -> None:
    result = api.get(path, "no token at all")
    assert result.status_code == 200
    assert result.json == {"status": "ok", "environment": "test", "rdbms": "ok"}


def test_a_check_that_fails_is_named_and_not_explained(api: Api) -> None:
    def fail() -> None:
        raise RecordsUnavailable("host db7 with password hunter2 is down")

    api.checks["queue"] = fail
    result = api.get("/app/status")
    assert result.status_code == 503
    assert result.json["error"] == "503"
    assert result.json["reason"] == "not working: queue"
    assert (result.json["status"], result.json["rdbms"], result.json["queue"]) == (
        "error",
        "ok",
        "error",
    )
    assert "hunter2" not in result.text


def test_a_token_limited_to_scopes_opens_nothing_here(api: Api, ada: CreatedUser) -> None:
    limited = api.accounts.tokens.create("ada", scopes=list(Scope)).secret.reveal()
    suggestion = "request permission to access this resource"
    for path in ("/current_user", "/users", f"/users/{ada.user.id}"):
        assert refused(api.get(path, limited), 403, "Unauthorized", "scope_missing", suggestion)
    unlimited = api.accounts.tokens.create("ada").secret.reveal()
    assert api.get("/current_user", unlimited).status_code == 200
    assert api.get("/app/status", limited).status_code == 200
