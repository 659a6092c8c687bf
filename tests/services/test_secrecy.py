"""What the search for secrets in logs finds, and what it leaves alone."""

from __future__ import annotations

import logging

import pytest

from dds_upload.core.secret import Secret
from tests.services.secrecy import secret_settings, told_in, watched

KEY = "6f" * 32
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpZCI6IjEifQ.dBjftJeZ4CVPmB92K27uhbUJU1p1r"


@pytest.mark.parametrize(
    "text",
    [
        f"PUT /v1/AUTH_a/c/o?temp_url_sig={KEY}&temp_url_expires=1",
        f"{{'Authorization': 'Bearer {KEY}'}}",
        "Authorization: Basic cmVzZWFyY2hlcjoxMjM0NTY3ODkw",
        f"refused {TOKEN}",
        "X-Auth-Token AUTH_tk0123456789abcdef0123456789abcdef",
        "cannot connect to postgresql://dds:hunter22@db/dds",
    ],
)
def test_a_secret_is_found_by_its_form_and_not_repeated(text: str) -> None:
    told = told_in(f"a line\n{text}\nanother")
    assert told
    assert not any(secret in it for it in told for secret in ("a line", KEY, TOKEN))


@pytest.mark.parametrize(
    "text",
    [
        "PUT /storage/local/a/b/1-0cc175b9c0f1b6a831c399e269772661 201",
        f"sha256 {KEY} was expected",
        "set SECRET_KEY_BASE, or a token is missing: Bearer is the scheme",
        "postgresql://dds:***@db/dds",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert told_in(text) == []


def test_what_is_known_is_found_whatever_its_form_unless_it_is_to_be_shown() -> None:
    assert told_in(f"the key is {KEY}", known=[KEY]) == ["a key in: the key is  ..."]
    assert told_in(f"the key is {KEY}", known=[KEY], shown=[KEY]) == []
    assert told_in(f"Bearer {KEY}", shown=[KEY]) == []


def test_values_of_secret_settings_are_known() -> None:
    settings = {"SWIFT_PASS": "long enough", "SWIFT_PRIMARY_KEY": "a key of it", "DDS_PORT": "8000"}
    assert secret_settings(settings) == {"long enough", "a key of it"}


@pytest.mark.parametrize("around", ["{}", "key={}", "/a/{}/b", "'{}'", "{}=="])
def test_whatever_a_test_process_logs_is_looked_at(around: str) -> None:
    told = around.format(KEY)
    logger = logging.Logger("some.room")  # which no other watch hears
    with watched(logger) as watch:
        logger.warning("it is %s", told)
        assert watch.told == []
        Secret(KEY).reveal()
        try:
            raise RuntimeError(f"no luck with {told}")
        except RuntimeError:
            logger.exception("it failed")
    [found] = watch.told
    assert "test_whatever_a_test_process_logs" in found
    assert KEY not in found
