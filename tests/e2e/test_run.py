"""`run`: everything at once for somebody who tries the service out."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.e2e.caller import Caller
from tests.e2e.installation import (
    KEYS_FILE,
    Installation,
    Part,
    program,
)
from tests.e2e.polling import eventually
from tests.services.processes import clean_environment, run_to_end
from tests.services.sessions import processes_of_session


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Installation]:
    """An installation with no settings at all but its port."""
    with Installation(tmp_path, {}) as installation:
        yield installation


@pytest.fixture
def everything(trial: Installation) -> Iterator[Part]:
    """`run`, not started yet."""
    part = Part("run", program("run"), trial)
    yield part
    part.kill()


def test_a_trial_can_be_ended_and_taken_up_again(trial: Installation, everything: Part) -> None:
    keys = started(trial, everything)
    assert (trial.folder / KEYS_FILE).stat().st_mode & 0o777 == 0o600
    assert typed(suggestions(everything)) == "the same\n"
    assert typed(suggestions(everything)) == "the same\n"  # and once more
    caller = Caller(trial.api_url, keys["api_token"])
    project = caller.project()
    file = caller.file(project, caller.stored(project, b"content"))
    caller.stored(project, b"in two pieces", cut=7)  # which the worker puts together
    assembled = "\ndds_assembly_seconds_count 4.0\n"
    eventually(lambda: assembled in requests.get(f"{trial.url}/metrics", timeout=10).text)
    ends_with_all_it_started(everything, signal.SIGINT)

    assert started(trial, everything) == keys
    assert caller.content(file) == b"content"
    ends_with_all_it_started(everything, signal.SIGTERM)


def test_a_second_one_on_the_same_port_is_refused(trial: Installation, everything: Part) -> None:
    started(trial, everything)
    done = trial.run("run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: cannot listen at {trial.url}: Address already in use\n"
    ends_with_all_it_started(everything, signal.SIGHUP)


def test_what_it_prints_is_its_steps_the_welcome_and_the_requests_of_others(
    trial: Installation, everything: Part
) -> None:
    everything.start()
    eventually(lambda: "Ctrl-C" in everything.log.read_text())
    assert trial.answers()
    eventually(lambda: "GET" in everything.log.read_text())
    first, second, _, address, *welcome, request = everything.log.read_text().splitlines()
    assert (first[:8], second[:8]) == ("Bringing", "Starting")
    assert trial.api_url in address
    assert [line for line in welcome if "[INFO]" in line or "[WARNING]" in line] == []
    assert '"GET /health HTTP/1.1" 200' in request  # one of somebody else's, and none before
    for key in json.loads((trial.folder / KEYS_FILE).read_text()).values():
        assert "\n".join(welcome).count(key) == 1


def test_an_api_that_is_late_is_reported_and_welcomed_when_it_comes(trial: Installation) -> None:
    part = Part("late", [sys.executable, "-m", "tests.e2e.impatient_run"], trial)
    try:
        part.start_and_wait()
        eventually(lambda: "Ctrl-C stops everything" in part.log.read_text())
        late, _, welcome = part.log.read_text().partition("The API does not answer yet")
        assert "Starting" in late
        assert trial.api_url in welcome
        part.stop()
    finally:
        part.kill()


def test_ctrl_c_lets_requests_end_and_once_more_ends_them(
    trial: Installation, everything: Part
) -> None:
    started(trial, everything)
    leader, address = everything.pid, urlsplit(trial.url)
    with socket.create_connection((address.hostname, address.port or 0)) as client:
        path = "/api/v1/software_agents/api_token"
        client.sendall(f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{{".encode())
        time.sleep(1)  # until it is read
        everything.send(signal.SIGINT)
        eventually(lambda: "Stopping" in everything.log.read_text())
        time.sleep(2)
        assert len(processes_of_session(leader)) > 1
        everything.send(signal.SIGINT)
        eventually(lambda: not processes_of_session(leader), timeout=5)


def test_a_part_that_ends_by_itself_ends_the_rest(trial: Installation, everything: Part) -> None:
    started(trial, everything)
    (worker,) = (pid for pid in processes_of_session(everything.pid) if name(pid) == "dds worker")
    os.kill(worker, signal.SIGKILL)
    leader = everything.pid
    eventually(lambda: not processes_of_session(leader))
    assert "error: worker ended; stopping the rest" in everything.log.read_text()


def test_a_lost_file_of_keys_takes_nothing_from_its_user(
    trial: Installation, everything: Part
) -> None:
    trial.succeed("migrate")
    first = trial.create_user("researcher")
    keys = started(trial, everything)
    assert keys["username"] == "researcher-2"
    for token in (first.api_token, keys["api_token"]):
        Caller(trial.api_url, token).get("/current_user")


def started(trial: Installation, everything: Part) -> dict[str, str]:
    """Start it; gives the user's keys, all of which were printed."""
    printed_before = len(everything.log.read_text()) if everything.log.exists() else 0
    everything.start_and_wait()

    def printed() -> str:
        return everything.log.read_text()[printed_before:]

    eventually(lambda: "Ctrl-C" in printed())
    keys: dict[str, str] = json.loads((trial.folder / KEYS_FILE).read_text())
    assert f"{trial.api_url}\n" in printed()
    assert [key for key in keys.values() if key not in printed()] == []
    return keys


def suggestions(everything: Part) -> str:
    """The lines that a person is told to type."""
    told = everything.log.read_text().partition("in another terminal:\n")[2].partition("\n\n")[0]
    lines = told.splitlines()
    assert all(line.startswith("  ") and not line.endswith("\\") for line in lines)
    return textwrap.dedent(told)


def typed(lines: str) -> str:
    """What a shell prints that starts with them, somewhere else."""
    command = ["/bin/bash", "-euo", "pipefail", "-c", lines]
    done = run_to_end(command, env=clean_environment(), folder=Path("/"))
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def ends_with_all_it_started(everything: Part, number: signal.Signals) -> None:
    """Send a signal to the first process alone, as a shell or a supervisor does."""
    everything.send(number)
    leader = everything.pid
    eventually(lambda: not processes_of_session(leader))
    everything.stop()
    assert "Traceback" not in everything.log.read_text()


def name(pid: int) -> str:
    """What lists of processes call it."""
    return (Path("/proc") / str(pid) / "comm").read_text().strip()
