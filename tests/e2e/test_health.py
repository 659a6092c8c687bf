"""An installation tells whether it can serve, at once and truly, whatever became of its parts."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator

import pytest
import requests

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation
from tests.e2e.kinds import on_local
from tests.e2e.polling import eventually
from tests.e2e.slow_crowd import crowd, headers
from tests.services.ports import LOOPBACK, ReservedPort

#: Within which an answer is "at once", and a change is told; seconds.
AT_ONCE, TOLD = 1.0, 30.0


def ask(installation: Installation, path: str) -> requests.Response:
    begun = time.monotonic()
    answer = requests.get(f"{installation.url}{path}", timeout=10)
    assert time.monotonic() - begun < AT_ONCE
    return answer


def states(installation: Installation) -> dict[str, str]:
    answer = ask(installation, "/readyz")
    body = answer.json()
    assert body["ready"] == (answer.status_code == 200)
    assert body["ready"] == (set(body["checks"].values()) == {"ok"})
    return dict(body["checks"])


@pytest.fixture(scope="module")
def worker_port() -> Iterator[int]:
    port = ReservedPort()
    yield port.number
    port.close()


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, worker_port: int) -> Iterator[Installation]:
    # Each process looks by itself, at its own time, so there is one.
    settings = {"DDS_WORKERS": "1", "WORKER_METRICS_PORT": str(worker_port), "LOG_FORMAT": "json"}
    with on_local(tmp_path_factory.mktemp("health"), settings) as installation:
        yield installation


def test_a_whole_installation_is_ready(own: Installation) -> None:
    eventually(lambda: set(states(own).values()) == {"ok"})
    assert set(states(own)) == {"database", "migrations", "storage", "worker", "clock"}
    for path in ("/health", "/healthz"):
        assert (ask(own, path).status_code, ask(own, path).json()) == (200, {"status": "ok"})
    assert requests.head(f"{own.url}/readyz", timeout=10).status_code == 200


def test_a_database_that_somebody_has_locked_is_told_and_nobody_waits(own: Installation) -> None:
    holder = sqlite3.connect(own.folder / "var" / "dds.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        eventually(lambda: states(own)["database"] != "ok", timeout=TOLD)
        assert ask(own, "/health").status_code == 503
        assert ask(own, "/health").json()["error"] == "503"
        assert ask(own, "/healthz").status_code == 200
        with crowd(own.url, [headers()] * 100):
            assert states(own)["migrations"] == "ok"
    finally:
        holder.execute("ROLLBACK")
        holder.close()
    eventually(lambda: states(own)["database"] == "ok", timeout=TOLD)
    assert ask(own, "/health").status_code == 200


def test_storage_that_cannot_be_used_is_told(own: Installation) -> None:
    root = own.folder / "var" / "storage"
    root.mkdir(exist_ok=True)
    away = root.rename(root.with_name("away"))
    root.write_text("no folder")
    try:
        eventually(lambda: states(own)["storage"] != "ok", timeout=TOLD)
        assert str(root) not in ask(own, "/readyz").text
    finally:
        root.unlink()
        away.rename(root)
    eventually(lambda: states(own)["storage"] == "ok", timeout=TOLD)


def test_metrics_are_those_of_all_processes(own: Installation) -> None:
    ask(own, "/readyz")
    text = requests.get(f"{own.url}/metrics", timeout=10).text
    assert 'dds_requests_total{method="GET",protocol="none",route="/readyz"' in text
    assert 'dds_uploads{provider="local",state="open"} 0.0' in text


def test_a_worker_tells_its_own(own: Installation, worker_port: int) -> None:
    url = f"http://{LOOPBACK}:{worker_port}"
    assert "dds_assembly_seconds_count 0.0" in requests.get(f"{url}/metrics", timeout=10).text
    assert requests.get(f"{url}/healthz", timeout=10).status_code == 200
    done = own.run("worker")
    assert (done.returncode, "cannot serve metrics" in done.stderr) == (1, True)


def test_a_request_is_found_in_log_and_events_by_its_id(own: Installation) -> None:
    user = own.create_user("logged")
    caller = Caller(own.api_url, user.api_token)
    upload = caller.upload(caller.project(), 1)["id"]
    events = json.loads(own.succeed("events", "list", "--upload", upload, "--json"))
    assert [event["kind"] for event in events] == ["upload_began"]
    lines = [json.loads(line) for line in own.api.settled_log().splitlines()]
    (line,) = [it for it in lines if it.get("request_id") == events[0]["request_id"]]
    assert (line["method"], line["status"]) == ("POST", 201)
    assert events[0]["request_id"] in own.succeed("events", "list")
