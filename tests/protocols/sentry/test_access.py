"""Who may ask and who may send, and how everybody else is told."""

from __future__ import annotations

import pytest

from dds_upload.protocols.sentry.errors import TABLE, answer_to
from tests.blobs.contents import count
from tests.house.setting import Lab
from tests.protocols.register import register
from tests.protocols.sentry.conftest import limited, wire_of
from tests.protocols.sentry.wire import CHUNKS, Wire, part, refusal

ONLY_ONE = "/api/0/chunk-upload/"


def test_every_error_of_the_register_has_an_answer() -> None:
    assert set(TABLE) == set(register())


def test_what_may_pass_by_itself_is_answered_by_what_clients_retry() -> None:
    retryable = [kind for kind in TABLE if kind.retryable]
    assert {answer_to(kind("later"))[0] for kind in retryable} == {503, 507}


@pytest.mark.parametrize(
    "value", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Bearer a.b.c", "Basic eDp5", "x"]
)
def test_who_shows_no_good_token_is_401(tiny: Lab, value: str | None) -> None:
    stranger = Wire(tiny, None)
    if value is not None:
        stranger.headers["Authorization"] = value
    for path in (CHUNKS, ONLY_ONE):
        asked = stranger.ask(path, expect=401)
        assert asked.headers["WWW-Authenticate"] == "Bearer"
        assert list(asked.json) == ["detail"]
        assert refusal(stranger.send(part(b"x"), path=path, expect=401))


def test_a_revoked_token_is_401(tiny: Lab) -> None:
    wire = wire_of(tiny, "researcher")
    wire.ask()
    [token] = tiny.accounts.tokens.all()
    tiny.accounts.tokens.revoke(token.id)
    wire.ask(expect=401)


def test_the_scheme_is_read_in_any_case(tiny: Lab, wire: Wire) -> None:
    wire.headers["Authorization"] = wire.headers["Authorization"].replace("Bearer", "bearer")
    wire.ask()


@pytest.mark.parametrize(
    ("scope", "asking", "sending"),
    [
        ("project:read", 200, 403),
        ("project:write", 200, 200),
        ("project:admin", 200, 200),
        ("project:releases", 200, 200),
        ("org:ci", 200, 200),
        ("org:read", 403, 403),
        ("org:admin", 403, 403),
    ],
)
def test_scopes_decide(tiny: Lab, scope: str, asking: int, sending: int) -> None:
    wire_of(tiny, "researcher")
    wire = limited(tiny, "researcher", scope)
    assert wire.ask(expect=asking).json
    answer = wire.send(part(b"mouse"), expect=sending)
    assert sending == 200 or list(answer.json) == ["detail"]
    assert count(tiny, "blobs") == (sending == 200)


@pytest.mark.parametrize("slug", ["other", "nowhere", "%00", "a%2Fb"])
def test_an_organisation_that_the_caller_is_no_member_of_is_404(
    tiny: Lab, wire: Wire, slug: str
) -> None:
    tiny.accounts.organizations.create("other")
    path = f"/api/0/organizations/{slug}/chunk-upload/"
    assert refusal(wire.ask(path, expect=404))
    assert refusal(wire.send(part(b"mouse"), path=path, expect=404))
    assert count(tiny, "blobs") == 0


def test_administrators_may_everywhere(tiny: Lab) -> None:
    tiny.accounts.organizations.create("other")
    path = "/api/0/organizations/other/chunk-upload/"
    wire_of(tiny, "root", admin=True).send(part(b"mouse"), path=path)
    assert count(tiny, "blob_owners") == 1


def test_the_path_without_an_organisation_is_for_who_has_one(tiny: Lab, wire: Wire) -> None:
    wire.ask(ONLY_ONE)
    wire.send(part(b"mouse"), path=ONLY_ONE)
    assert count(tiny, "blob_owners") == 1
    tiny.accounts.organizations.create("other")
    tiny.accounts.organizations.add_member("other", "researcher")
    assert refusal(wire.ask(ONLY_ONE, expect=404))


def test_paths_and_methods_that_are_none_are_told_in_the_same_words(wire: Wire) -> None:
    assert refusal(wire.ask("/api/0/nothing/", expect=404))
    result = wire.http.simulate_delete(CHUNKS, headers=wire.headers)
    assert (result.status_code, bool(refusal(result))) == (405, True)
