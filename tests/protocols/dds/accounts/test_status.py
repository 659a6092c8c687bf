"""What anybody may ask for, and what it does not say."""

from __future__ import annotations

import pytest

from dds_upload.core.errors import RecordsUnavailable
from tests.protocols.dds.accounts.api import Api


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
