"""Who may call: Basic authentication, and how everybody else is told."""

from __future__ import annotations

from base64 import b64encode

import pytest

from dds_upload.operations.accounts.users import CreatedUser
from tests.house.setting import Lab
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    PREFIX,
    TASKS,
    UNKNOWN,
    UPLOADS,
    Wire,
    basic,
    file,
    form,
    said,
    span,
)

#: Everything that needs a user, by method and path.
CALLS = [
    ("GET", UPLOADS),
    ("POST", UPLOADS),
    ("GET", f"{UPLOADS}{UNKNOWN}/"),
    ("PUT", f"{UPLOADS}{UNKNOWN}/"),
    ("DELETE", f"{UPLOADS}{UNKNOWN}/"),
    ("POST", f"{UPLOADS}{UNKNOWN}/commit/"),
    ("PUT", f"{UPLOADS}{UNKNOWN}/commit/"),
    ("GET", ARTIFACTS),
    ("POST", ARTIFACTS),
    ("GET", f"{ARTIFACTS}{UNKNOWN}/"),
    ("DELETE", f"{ARTIFACTS}{UNKNOWN}/"),
    ("GET", TASKS),
    ("GET", f"{TASKS}{UNKNOWN}/"),
]

PUBLIC = [f"{PREFIX}/status/", f"{PREFIX}/docs/api.json"]

NAMES = [
    "researcher",
    "a.b@example.org",
    "M\u00e4use",
    "\u00fc",
    "Ren\u00e9e",
    "\u732b",
    "\U0001f42d",
]


def encoded(text: str | bytes) -> str:
    """A header of that content."""
    return "Basic " + b64encode(text if isinstance(text, bytes) else text.encode()).decode()


@pytest.fixture
def user(lab: Lab) -> CreatedUser:
    """A plain user."""
    return lab.accounts.users.create("researcher")


def allowed(lab: Lab, authorization: str) -> int:
    """The status that the header leads to."""
    status: int = Wire(lab, authorization).call("GET", UPLOADS).status_code
    return status


def refused(lab: Lab, authorization: str | None) -> None:
    """Nothing is told and nothing is done."""
    answer = Wire(lab, authorization).call("GET", UPLOADS, expect=401)
    assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert said(answer, "detail")


def test_a_user_has_a_name_and_a_token(lab: Lab, user: CreatedUser) -> None:
    assert allowed(lab, basic("researcher", user.api_token.reveal())) == 200
    more = lab.accounts.tokens.create("researcher").secret.reveal()
    assert allowed(lab, basic("researcher", more)) == 200


def test_a_user_has_a_key_and_the_agents(lab: Lab, user: CreatedUser) -> None:
    by_keys = Wire(lab, basic(user.keys.user_key.reveal(), user.keys.agent_key.reveal()))
    upload = by_keys.begin(3)
    by_name = Wire(lab, basic("researcher", user.api_token.reveal()))
    assert [each["pulp_href"] for each in by_name.listed(UPLOADS)] == [upload]
    by_keys.chunk(upload, 0, b"abc")
    assert by_name.missing(upload) == []


def test_the_token_that_an_agent_gets_is_one_too(lab: Lab, user: CreatedUser) -> None:
    keys = {
        "agent_key": user.keys.agent_key.reveal(),
        "user_key": user.keys.user_key.reveal(),
    }
    wire = Wire(lab, None)
    answer = wire.call("POST", "/api/v1/software_agents/api_token", keys, expect=201)
    assert allowed(lab, basic("researcher", answer.json["api_token"])) == 200
    refused(lab, basic("another", answer.json["api_token"]))
    lab.clock.forward(days=1)
    refused(lab, basic("researcher", answer.json["api_token"]))


@pytest.mark.parametrize("name", NAMES)
def test_names_come_in_both_encodings(lab: Lab, name: str) -> None:
    token = lab.accounts.users.create(name).api_token.reveal()
    assert allowed(lab, basic(name, token)) == 200
    if all(ord(character) < 256 for character in name):
        assert allowed(lab, basic(name, token, "latin-1")) == 200


def test_a_name_may_look_like_a_key(lab: Lab) -> None:
    token = lab.accounts.users.create("0f" * 32).api_token.reveal()
    assert allowed(lab, basic("0f" * 32, token)) == 200
    refused(lab, basic("0f" * 32, "f0" * 32))


@pytest.mark.parametrize("scheme", ["basic", "BASIC", "bAsIc"])
def test_the_scheme_is_read_in_any_case(lab: Lab, user: CreatedUser, scheme: str) -> None:
    header = basic("researcher", user.api_token.reveal()).replace("Basic", scheme)
    assert allowed(lab, header) == 200


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize("header", [None, encoded("researcher:wrong"), "Bearer x", ""])
def test_who_is_not_known_is_told_so_before_anything_else(
    shared: Lab, method: str, path: str, header: str | None
) -> None:
    stranger = Wire(shared, header)
    headers = {"Content-Range": "nonsense"}
    for body in (None, b"nonsense", {"size": 1}):
        answer = stranger.call(method, path, body, headers=headers, expect=401)
        assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
        assert said(answer, "detail")


BAD = [
    "Basic",
    "Basic ",
    "Basic !",
    "Basic cmVzZWFyY2hlcg",
    "Basic \u00e9",
    "Basicx",
    "Token abc",
    encoded(""),
    encoded(":"),
    encoded("researcher"),
    encoded("researcher:"),
    encoded("researcher:wrong"),
    encoded(f"researcher:{'0' * 64}"),
    encoded("researcher:a.b.c"),
    encoded("researcher:a.b"),
    encoded("researcher:\0"),
    encoded("res\0earcher:x"),
    encoded(b"\xff\xfe:\xff"),
    encoded(b"researcher:\xed\xa0\x80"),
    encoded(f"{'0' * 64}:{'0' * 64}"),
    encoded("x" * 5000 + ":" + "y" * 5000),
]


@pytest.mark.parametrize("header", BAD, ids=range(len(BAD)))
def test_what_is_no_good_name_and_password_is_401(lab: Lab, user: CreatedUser, header: str) -> None:
    refused(lab, header)


def test_names_and_secrets_belong_together(lab: Lab, user: CreatedUser) -> None:
    other = lab.accounts.users.create("other")
    token, keys = user.api_token.reveal(), user.keys
    refused(lab, basic("other", token))
    refused(lab, basic("Researcher", token))
    refused(lab, basic("researcher ", token))
    refused(lab, basic("", token))
    refused(lab, basic(token, token))
    refused(lab, basic(token, "researcher"))
    refused(lab, basic("researcher", token + "0"))
    refused(lab, basic("researcher", token.upper()))
    refused(lab, basic("researcher", f"{token}:"))
    refused(lab, basic("researcher", keys.user_key.reveal()))
    refused(lab, basic("researcher", keys.agent_key.reveal()))
    refused(lab, basic(keys.agent_key.reveal(), keys.user_key.reveal()))
    refused(lab, basic(keys.user_key.reveal(), token))
    refused(lab, basic(keys.user_key.reveal(), keys.user_key.reveal()))
    refused(lab, basic("researcher", other.api_token.reveal()))


def test_who_is_disabled_is_401_until_enabled_again(lab: Lab, user: CreatedUser) -> None:
    by_name = basic("researcher", user.api_token.reveal())
    by_keys = basic(user.keys.user_key.reveal(), user.keys.agent_key.reveal())
    lab.accounts.users.disable("researcher")
    refused(lab, by_name)
    refused(lab, by_keys)
    lab.accounts.users.enable("researcher")
    assert (allowed(lab, by_name), allowed(lab, by_keys)) == (200, 200)


def test_what_was_revoked_or_replaced_is_401(lab: Lab, user: CreatedUser) -> None:
    by_name = basic("researcher", user.api_token.reveal())
    by_keys = basic(user.keys.user_key.reveal(), user.keys.agent_key.reveal())
    [token] = lab.accounts.tokens.all()
    lab.accounts.tokens.revoke(token.id)
    refused(lab, by_name)
    assert allowed(lab, by_keys) == 200
    lab.accounts.users.replace_keys("researcher")
    refused(lab, by_keys)


@pytest.mark.parametrize("scope", ["project:write", "org:ci", "project:admin"])
def test_a_token_that_is_limited_opens_nothing(lab: Lab, user: CreatedUser, scope: str) -> None:
    token = lab.accounts.tokens.create("researcher", scopes=[scope]).secret.reveal()
    wire = Wire(lab, basic("researcher", token))
    for method, path in CALLS:
        assert said(wire.call(method, path, expect=403), "detail")
    assert Wire(lab, basic("researcher", user.api_token.reveal())).listed(UPLOADS) == []


@pytest.mark.parametrize("path", PUBLIC)
@pytest.mark.parametrize("header", [None, encoded("researcher:wrong"), "Bearer x"])
def test_what_the_service_says_of_itself_is_for_everybody(
    shared: Lab, path: str, header: str | None
) -> None:
    assert Wire(shared, header).call("GET", path, expect=200).json


def test_the_status_and_the_document_are_of_one_mind(shared: Lab) -> None:
    status, document = (Wire(shared, None).get(path) for path in PUBLIC)
    assert status["database_connection"] == {"connected": True}
    versions = {each["component"]: each["version"] for each in status["versions"]}
    assert versions == document["info"]["x-pulp-app-versions"]
    assert document["openapi"].startswith("3.")


def test_a_refused_body_is_not_stored(lab: Lab) -> None:
    stranger = Wire(lab, None)
    body = form(file(b"0123456789"))
    stranger.put(f"{UPLOADS}{UNKNOWN}/", body, span(0, 9), expect=401)
    stranger.send("POST", ARTIFACTS, body, expect=401)
