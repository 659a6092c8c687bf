"""A Keystone on a bad day, or none at all: what its answers mean, and what stays secret."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dds_upload.core.errors import StorageRefused, StorageUnavailable, UploadServiceError
from dds_upload.core.secret import Secret
from providers.swift.options import KeystoneOptions, SwiftOptions
from providers.swift.signing_in.keystone import Keystone
from tests.config.environments import KEYSTONE, SWIFT
from tests.providers.fake_swift import Answer, Script, fake_swift

PATH = "POST /v3/auth/tokens"
TOKEN = {"X-Subject-Token": "the-token"}
TIMES = {"issued_at": "2026-01-01T00:00:00.0Z", "expires_at": "2026-01-01T01:00:00.0Z"}
ENDPOINTS = [
    {"interface": "public", "region": "R1", "url": "https://swift.example/v1/AUTH_p/"},
    {"interface": "admin", "region": "R1", "url": "http://10.0.0.1:8080/v1"},
    {"interface": "public", "region": "R2", "url": "https://two.example/swift/v1"},
]


def body(endpoints: object = ENDPOINTS, **more: object) -> bytes:
    catalog = [{"type": "identity"}, {"type": "object-store", "endpoints": endpoints}]
    return json.dumps({"token": {"methods": [], **TIMES, "catalog": catalog, **more}}).encode()


@pytest.fixture
def fake() -> Iterator[Script]:
    with fake_swift() as script:
        script.answers[PATH] = Answer(201, TOKEN, body())
        yield script


def keystone(fake: Script, account: str = "", **more: str) -> Keystone:
    given = KeystoneOptions(
        auth_url=f"{fake.url}/v3",
        username="uploader",
        password=Secret("hush-hush"),
        project_name="mice",
        **more,  # type: ignore[arg-type]
    )
    options = SwiftOptions(
        account=account,
        url_root="",
        user="",
        password=Secret(""),
        primary_key=Secret("key"),
        secondary_key=Secret(""),
        timeout=3,
        keystone=given,
    )
    return Keystone(options, given)


ANSWERS = {
    "wrong password": (Answer(401), StorageUnavailable),
    "too many": (Answer(429), StorageUnavailable),
    "broken": (Answer(500), StorageUnavailable),
    "away": (Answer(503), StorageUnavailable),
    "forbidden": (Answer(403), StorageRefused),
    "another address": (Answer(404), StorageRefused),
    "moved": (Answer(302, {"Location": "http://elsewhere.invalid/v3/auth/tokens"}), StorageRefused),
    "a page": (Answer(200, {}, b"<html>"), StorageRefused),
    "other json": (Answer(201, TOKEN, b"[]"), StorageRefused),
    "no token": (Answer(201, {}, body()), StorageRefused),
    "no catalog": (Answer(201, TOKEN, json.dumps({"token": TIMES}).encode()), StorageRefused),
    "an empty catalog": (Answer(201, TOKEN, body(catalog=[])), StorageRefused),
    "no end": (Answer(201, TOKEN, body(expires_at=None)), StorageRefused),
    "no endpoints": (Answer(201, TOKEN, body([])), StorageRefused),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_each_answer_has_its_meaning(fake: Script, name: str) -> None:
    answer, meaning = ANSWERS[name]
    fake.answers[PATH] = answer
    with pytest.raises(UploadServiceError, match="Keystone") as raised:
        keystone(fake)()
    assert type(raised.value) is meaning
    assert fake.seen == [PATH]


@pytest.mark.parametrize(
    ("given", "public", "own"),
    [
        ({}, "https://swift.example/v1/AUTH_p", "https://swift.example/v1/AUTH_p"),
        (
            {"interface": "admin", "account": "AUTH_x"},
            "https://swift.example/v1/AUTH_x",
            "http://10.0.0.1:8080/v1/AUTH_x",
        ),
        ({"region": "R2"}, "https://two.example/swift/v1", "https://two.example/swift/v1"),
        (
            {"region": "R2", "account": "AUTH_x"},
            "https://two.example/swift/v1/AUTH_x",
            "https://two.example/swift/v1/AUTH_x",
        ),
    ],
)
def test_the_catalog_says_where_the_account_is(
    fake: Script, given: dict[str, str], public: str, own: str
) -> None:
    urls = keystone(fake, **given)().urls
    assert (urls.public_url, urls.own_url) == (public, own)


def test_a_token_is_good_for_the_time_between_keystones_own_instants(fake: Script) -> None:
    assert keystone(fake)().seconds == 3600


def test_no_secret_is_in_messages_or_logs(fake: Script, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    signing_in = keystone(fake)
    signing_in()
    fake.answers[PATH] = Answer(401)
    with pytest.raises(StorageUnavailable) as raised:
        signing_in()
    said = repr((raised.value, raised.value.__cause__)) + signing_in.explain(401)
    assert "hush" not in said + caplog.text
    assert "the-token" not in caplog.text


BUILD = """
import json, sys
from pathlib import Path
from dds_upload.bootstrap.parts import build_parts
from dds_upload.bootstrap.settings import load
for environ in json.loads(sys.argv[1]):
    build_parts(load(environ, var=Path(sys.argv[2]))).close()
print("keystoneauth1" in sys.modules)
"""


def test_only_who_signs_in_at_keystone_waits_for_its_library(tmp_path: Path) -> None:
    command = [sys.executable, "-c", BUILD, json.dumps([{}, SWIFT, KEYSTONE]), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "False\n"
