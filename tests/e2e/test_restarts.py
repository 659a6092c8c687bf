"""A restart under load loses no request: none is reset and none refused."""

from __future__ import annotations

import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from threading import Event

import pytest
import requests

from tests.e2e.installation import Installation, Part
from tests.e2e.kinds import LOCAL
from tests.e2e.polling import eventually
from tests.services.ports import LOOPBACK

CLIENTS, REQUESTS = 8, 1000


class Load:
    """Clients that keep their connections and ask one thing after another, until told to stop."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.over = Event()
        self.ends: Counter[str] = Counter()

    def run(self) -> None:
        connection = HTTPConnection(LOOPBACK, self._port, timeout=60)
        while not self.over.is_set():
            try:
                connection.request("GET", "/api/v1/app/status")
                answer = connection.getresponse()
                answer.read()
                self.ends[str(answer.status)] += 1
            except Exception as error:
                self.ends[repr(error)] += 1
                connection.close()
        connection.close()

    @property
    def count(self) -> int:
        return sum(self.ends.values())


@pytest.fixture(scope="module")
def activated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation whose socket somebody else holds."""
    settings = {**LOCAL, "DRAIN_SECONDS": "1"}
    with Installation(tmp_path_factory.mktemp("activated"), settings) as installation:
        port = installation.environment["DDS_PORT"]
        holder = [sys.executable, "-m", "tests.e2e.activation", port]
        installation.api = Part("api", holder, installation)
        installation.succeed("migrate")
        installation.api.start_and_wait()
        yield installation
        installation.api.kill()


def test_a_reload_and_a_restart_lose_nothing(activated: Installation) -> None:
    texts = activated.api.log.read_text
    load = Load(int(activated.environment["DDS_PORT"]))
    with ThreadPoolExecutor(CLIENTS) as pool:
        clients = [pool.submit(load.run) for _ in range(CLIENTS)]
        try:
            eventually(lambda: load.count > REQUESTS // 4)
            stopped, exited = texts().count("stopped"), texts().count("Worker exiting")
            os.kill(int(re.findall(r"Listening at: .* \((\d+)\)", texts())[-1]), signal.SIGHUP)
            eventually(lambda: texts().count("Worker exiting") == exited + 2)
            activated.api.send(signal.SIGHUP)
            eventually(lambda: texts().count("stopped") > stopped)
            before = load.count
            eventually(lambda: load.count > max(before + REQUESTS // 4, REQUESTS))
        finally:
            load.over.set()
        for client in clients:
            client.result()
    assert set(load.ends) == {"200"}, load.ends


def test_one_that_is_told_to_stop_is_not_ready_and_serves_on(activated: Installation) -> None:
    def checks() -> dict[str, str]:
        answer = requests.get(f"{activated.url}/readyz", timeout=60)
        found = dict(answer.json()["checks"])
        assert answer.headers["Connection"] == ("close" if "process" in found else "keep-alive")
        return found

    assert "process" not in checks()
    activated.api.send(signal.SIGHUP)
    eventually(lambda: checks().get("process") == "stops")
    assert requests.get(f"{activated.url}/api/v1/app/status", timeout=60).status_code == 200
    eventually(lambda: "process" not in checks())
