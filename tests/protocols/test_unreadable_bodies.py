"""A body that cannot be read may hold keys nevertheless: what is logged of it holds none."""

from __future__ import annotations

import pytest
from falcon import testing

from dds_upload.bootstrap.application import application
from tests.house.setting import Lab

SECRET = b"0123456789abcdef"

BODIES = {
    "json": b'{"user_key": "%b", "agent_key": "\xff"}' % SECRET,
    "json of a wrong end": b'{"user_key": "%b", "agent_key": "a"' % SECRET,
    "json of utf-16": b"\xff\xfe{\x00%b" % SECRET,
    "form": b"user_key=%b&agent_key=\xff" % SECRET,
    "quoted form": b"user_key=%b&agent_key=%%ff" % SECRET,
    "form of too many fields": b"user_key=%b" % SECRET + b"&a=" * 1001,
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind: none is asked."""
    return sqlite_url


@pytest.mark.parametrize("name", BODIES)
def test_nothing_of_it_is_logged(lab: Lab, caplog: pytest.LogCaptureFixture, name: str) -> None:
    kind = "application/x-www-form-urlencoded" if "form" in name else "application/json"
    answer = testing.TestClient(application(lab.service)).simulate_post(
        "/api/v1/software_agents/api_token", body=BODIES[name], headers={"Content-Type": kind}
    )
    assert answer.status_code == 400, answer.text
    (line,) = [it for it in caplog.messages if "/software_agents/api_token" in it]
    assert SECRET.decode() not in line
    assert SECRET[:4].decode() not in answer.text


def test_what_is_logged_is_short(lab: Lab, caplog: pytest.LogCaptureFixture) -> None:
    testing.TestClient(application(lab.service)).simulate_post(
        "/api/v1/software_agents/api_token", body=b'{"a": "' + b"\xff" * 10**6
    )
    assert sum(map(len, caplog.messages)) < 2000
