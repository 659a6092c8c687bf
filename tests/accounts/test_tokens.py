"""Signed tokens against forgers; no database takes part."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest

from dds_upload.adapters.tokens import JwtSigner
from dds_upload.core.accounts.keys import digest_of, new_key, signing_key
from dds_upload.core.accounts.tokens import Claims
from dds_upload.core.errors import Unauthenticated
from dds_upload.core.reasons import Reason
from dds_upload.core.secret import Secret

NOW = datetime(2026, 3, 1, 12, 0, 0, 999_999, tzinfo=UTC)
USER, AGENT = uuid4(), uuid4()
MASTER = Secret("a master secret of some length, as SECRET_KEY_BASE has it")
KEY = signing_key(MASTER, "api tokens").decode()
GOOD = {"id": str(USER), "software_agent_id": str(AGENT), "exp": NOW.timestamp() + 60}
SIGNER = JwtSigner(MASTER)


def forged(claims: dict[str, Any], key: str = KEY, algorithm: str = "HS256") -> str:
    """A token anyone with that key could make."""
    return jwt.encode(claims, key, algorithm)


def segment(value: object) -> str:
    """One part of a token, made by hand."""
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def refusal(token: str, now: datetime = NOW) -> Reason:
    """Why a token is refused."""
    with pytest.raises(Unauthenticated) as caught:
        SIGNER.verify(token, now)
    return caught.value.reason


@pytest.mark.parametrize("agent_id", [AGENT, None])
def test_what_was_signed_is_read_back(agent_id: UUID | None) -> None:
    signed = SIGNER.sign(USER, agent_id, NOW)
    assert SIGNER.verify(signed.token.reveal(), NOW) == Claims(USER, agent_id)
    assert signed.expires_at == NOW.replace(microsecond=0) + timedelta(hours=2)


def test_the_claims_are_those_of_the_original() -> None:
    token = SIGNER.sign(USER, AGENT, NOW).token.reveal()
    assert jwt.get_unverified_header(token)["alg"] == "HS256"
    claims = jwt.decode(token, options={"verify_signature": False})
    issued = int(NOW.timestamp())
    assert claims == {
        "id": str(USER),
        "software_agent_id": str(AGENT),
        "iat": issued,
        "exp": issued + 7200,
    }


def test_a_token_ends_at_its_second() -> None:
    signed = SIGNER.sign(USER, AGENT, NOW)
    token = signed.token.reveal()
    assert SIGNER.verify(token, signed.expires_at - timedelta(microseconds=1)).user_id == USER
    assert refusal(token, signed.expires_at) is Reason.TOKEN_EXPIRED


def test_a_token_seen_before_ends_all_the_same() -> None:
    signed = SIGNER.sign(USER, AGENT, NOW)
    for _ in range(2):
        assert SIGNER.verify(signed.token.reveal(), NOW).user_id == USER
    for _ in range(2):
        assert refusal(signed.token.reveal(), signed.expires_at) is Reason.TOKEN_EXPIRED


def test_a_signer_on_another_host_knows_the_token() -> None:
    token = SIGNER.sign(USER, AGENT, NOW).token.reveal()
    assert JwtSigner(MASTER).verify(token, NOW).agent_id == AGENT


def test_no_two_purposes_share_a_key_and_none_is_the_master() -> None:
    keys = {signing_key(MASTER, "api tokens"), signing_key(MASTER, "storage urls")}
    assert len(keys | {MASTER.reveal().encode()}) == 3


OTHER_CLAIMS = {
    "no id": {**GOOD, "id": None},
    "id no UUID": {**GOOD, "id": "admin' OR 1=1 --"},
    "id a number": {**GOOD, "id": 7},
    "id a list": {**GOOD, "id": [str(USER)]},
    "agent no UUID": {**GOOD, "software_agent_id": "x"},
    "agent an object": {**GOOD, "software_agent_id": {}},
    "id missing": {"exp": GOOD["exp"]},
    "exp missing": {"id": str(USER)},
    "exp text": {**GOOD, "exp": "never"},
    "exp null": {**GOOD, "exp": None},
}


@pytest.mark.parametrize("claims", OTHER_CLAIMS.values(), ids=OTHER_CLAIMS.keys())
def test_claims_of_another_shape_are_invalid_even_when_signed(claims: dict[str, Any]) -> None:
    token = jwt.PyJWS().encode(json.dumps(claims).encode(), KEY, "HS256")
    assert refusal(token) is Reason.TOKEN_INVALID


@pytest.mark.parametrize("payload", [b"", b"[]", b"7", b"null", b"\xff\xfe", b"[" * 700, b"{"])
def test_a_payload_that_is_no_object_is_invalid(payload: bytes) -> None:
    assert refusal(jwt.PyJWS().encode(payload, KEY, "HS256")) is Reason.TOKEN_INVALID


@pytest.mark.parametrize("exp", ["Infinity", "NaN", "1e999"])
def test_a_token_without_end_is_invalid(exp: str) -> None:
    payload = f'{{"id": "{USER}", "exp": {exp}}}'.encode()
    assert refusal(jwt.PyJWS().encode(payload, KEY, "HS256")) is Reason.TOKEN_INVALID


ATTACKS = {
    "alg none": f"{segment({'alg': 'none'})}.{segment(GOOD)}.",
    "alg None": f"{segment({'alg': 'None', 'typ': 'JWT'})}.{segment(GOOD)}.",
    "alg none with a signature": f"{segment({'alg': 'none'})}.{segment(GOOD)}.AAAA",
    "alg missing": f"{segment({})}.{segment(GOOD)}.AAAA",
    "alg a list": f"{segment({'alg': ['HS256']})}.{segment(GOOD)}.AAAA",
    "alg an object": f"{segment({'alg': {'HS256': 1}})}.{segment(GOOD)}.AAAA",
    "another HMAC": forged(GOOD, KEY * 2, "HS512"),
    "HS384 with our key": forged(GOOD, KEY, "HS384"),
    "the master as key": forged(GOOD, MASTER.reveal()),
    "the key of storage URLs": forged(GOOD, signing_key(MASTER, "storage urls").decode()),
    "another installation's": forged(GOOD, new_key().reveal()),
    "kid a path": f"{segment({'alg': 'HS256', 'kid': '../../dev/null'})}.{segment(GOOD)}.AAAA",
    "kid a number": f"{segment({'alg': 'HS256', 'kid': 1})}.{segment(GOOD)}.AAAA",
    "detached": f"{segment({'alg': 'HS256', 'b64': False, 'crit': ['b64']})}..AAAA",
    "header no object": f"{segment([])}.{segment(GOOD)}.AAAA",
    "not base64": "%%%.%%%.%%%",
    "blanks": " . . ",
    "only dots": "..",
    "one dot": "a.b",
    "four parts": forged(GOOD) + ".AAAA",
    "signature cut off": forged(GOOD).rpartition(".")[0] + ".",
    "scheme in front": "Bearer " + forged(GOOD),
    "not ASCII": "\u00e9.\u00e9.\u00e9",
    "half a surrogate": "\ud800.\ud800.\ud800",
    "huge": "." * 10_000_000,
}


@pytest.mark.parametrize("token", ATTACKS.values(), ids=ATTACKS.keys())
def test_forged_tokens_are_invalid(token: str) -> None:
    assert refusal(token) is Reason.TOKEN_INVALID


def test_one_changed_character_is_noticed() -> None:
    token = SIGNER.sign(USER, AGENT, NOW).token.reveal()
    for place in range(len(token) - 1):  # the very last one carries padding bits
        other = "A" if token[place] != "A" else "B"
        assert refusal(token[:place] + other + token[place + 1 :]) is Reason.TOKEN_INVALID


def test_keys_are_full_length_never_repeat_and_print_as_asterisks() -> None:
    keys = [new_key() for _ in range(1000)]
    assert len({key.reveal() for key in keys}) == 1000
    assert all(len(bytes.fromhex(key.reveal())) == 32 for key in keys)
    assert keys[0].reveal() not in f"{keys[0]} {keys[0]!r}"


def test_any_text_has_a_digest_of_its_own() -> None:
    texts = ["", "a", "\u00e9", "\ud800", "\udfff", "\0"]
    assert len({digest_of(text) for text in texts}) == len(texts)
    assert Secret("a") == Secret("a")
