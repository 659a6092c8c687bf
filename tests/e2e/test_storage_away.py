"""A start while Swift is away: the service runs, and Swift's limits decide once it can be asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation
from tests.e2e.polling import eventually
from tests.services.ports import LOOPBACK, ReservedPort


@pytest.fixture
def port() -> Iterator[ReservedPort]:
    """Where Swift will be, and nobody is yet."""
    reserved = ReservedPort()
    yield reserved
    reserved.close()


@contextmanager
def cluster(port: ReservedPort, most: int) -> Iterator[list[str]]:
    """A cluster that joins `most` segments; gives the requests that it was sent."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            body = json.dumps({"swift": {}, "slo": {"max_manifest_segments": most}}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer((LOOPBACK, port.number), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def started(folder: Path, port: ReservedPort, **more: str) -> Iterator[Installation]:
    """An installation over that Swift, with one process for the API unless more are asked for."""
    settings = {
        "STORAGE_PROVIDER_TYPE": "swift",
        "SECRET_KEY_BASE": "k" * 32,
        "SWIFT_ACCT": "AUTH_test",
        "SWIFT_URL_ROOT": f"http://{LOOPBACK}:{port.number}",
        "SWIFT_USER": "test:tester",
        "SWIFT_PASS": "password",
        "SWIFT_PRIMARY_KEY": "key",
        "DDS_WORKERS": "1",
        **more,
    }
    with Installation(folder, settings, is_forked=True) as installation:
        installation.start()
        yield installation


class Asking:
    """A user who asks whether files can be sent."""

    def __init__(self, installation: Installation) -> None:
        token = installation.create_user("researcher").api_token
        self.caller = Caller(installation.api_url, token)
        (provider,) = self.caller.get("/storage_providers")["results"]
        self.listed = provider["chunk_max_number"]
        self._plan = f"/storage_providers/{provider['id']}/plan?size=1"
        self._project = self.caller.new_project()

    def statuses(self) -> tuple[int, int]:
        """What a plan and a new upload are answered with."""
        plan = self.caller.call("GET", self._plan)
        return plan.status_code, self.caller.try_upload(self._project).status_code


def test_limits_that_nobody_could_check_are_not_promised(
    tmp_path: Path, port: ReservedPort
) -> None:
    with started(tmp_path, port, SWIFT_CHUNK_MAX_NUMBER="5000") as installation:
        asking = Asking(installation)
        assert asking.listed == 5000
        assert asking.statuses() == (503, 503)
        assert "limits are not checked" in installation.logs()
        with cluster(port, 1000):
            fault = "takes no new uploads: chunk_max_number is 5000, the storage joins at most 1000"
            eventually(lambda: fault in installation.api.log.read_text())
            eventually(lambda: fault in installation.worker.log.read_text())
            assert asking.statuses() == (503, 503)


def test_uploads_begin_without_a_restart_once_swift_is_there(
    tmp_path: Path, port: ReservedPort
) -> None:
    with started(tmp_path, port) as installation:
        asking = Asking(installation)
        assert asking.statuses() == (503, 503)
        with cluster(port, 1000):
            # Its container cannot be made by this cluster, which is said of uploads that may begin.
            eventually(lambda: asking.statuses() == (200, 404))
            eventually(lambda: "new uploads can begin" in installation.worker.log.read_text())
        assert asking.statuses() == (200, 404)


def test_processes_ask_by_themselves_and_never_for_a_request(
    tmp_path: Path, port: ReservedPort
) -> None:
    with (
        cluster(port, 1000) as seen,
        started(tmp_path, port, DDS_WORKERS="3") as installation,
    ):
        asking = Asking(installation)
        # Those before a start, of API and worker, and one of each process of the API.
        eventually(lambda: seen.count("/info") >= 2 + 3)
        before = seen.count("/info")
        assert {asking.statuses() for _ in range(20)} == {(200, 404)}
        assert seen.count("/info") - before < 20  # those of /readyz go on, every few seconds
