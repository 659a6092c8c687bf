"""The DDS API takes a token bare, as its clients send it, and as every HTTP tool does."""

from __future__ import annotations

import pytest

from tests.house.client import Api


@pytest.mark.parametrize(
    "spelling", ["{}", "Bearer {}", "bearer {}", "BEARER {}", "Bearer   {}", "Bearer {} "]
)
def test_a_token_with_its_scheme_or_without(wire: Api, spelling: str) -> None:
    assert wire.token is not None
    header = {"Authorization": spelling.format(wire.token)}
    answer = Api(wire.service, None).get("/current_user", headers=header)
    assert answer.json["username"] == "researcher"


@pytest.mark.parametrize(
    "spelling",
    ["Bearer{}", "Bearer", "Bearer ", "Bearer Bearer {}", "Basic {}", "Token {}", "{} {}", "x{}"],
)
def test_anything_else_is_a_token_that_nobody_has(wire: Api, spelling: str) -> None:
    header = {"Authorization": spelling.format(wire.token, wire.token)}
    answer = Api(wire.service, None).get("/current_user", 401, headers=header)
    assert answer.json["reason"] == "invalid api_token"


def test_a_signed_token_is_taken_both_ways(wire: Api) -> None:
    created = wire.service.accounts.users.create("signer")
    keys = {
        "agent_key": created.keys.agent_key.reveal(),
        "user_key": created.keys.user_key.reveal(),
    }
    token = wire.post("/software_agents/api_token", keys, expect=201).json["api_token"]
    for value in (token, f"Bearer {token}"):
        answer = Api(wire.service, None).get("/current_user", headers={"Authorization": value})
        assert answer.json["username"] == "signer"
