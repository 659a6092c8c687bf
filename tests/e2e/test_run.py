"""`run`: everything at once for somebody who tries the service out."""

from __future__ import annotations

import argparse
import json
import shlex
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, Part, processes_of_session, program
from tests.e2e.polling import eventually

KEYS_FILE = Path("var") / "ready-made-user.json"


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
    for command in suggestions(everything):
        assert curl(command).ok, command
    caller = Caller(trial.api_url, keys["api_token"])
    project = caller.project()
    file = caller.file(project, caller.stored(project, b"content"))
    ends_with_all_it_started(everything, signal.SIGINT)

    assert started(trial, everything) == keys
    assert caller.content(file) == b"content"
    ends_with_all_it_started(everything, signal.SIGTERM)


def test_a_second_one_on_the_same_port_is_refused(trial: Installation, everything: Part) -> None:
    started(trial, everything)
    done = trial.run("run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: {trial.url} is in use already\n"
    ends_with_all_it_started(everything, signal.SIGHUP)


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


def suggestions(everything: Part) -> list[str]:
    """The commands that a person is told to try next."""
    told = everything.log.read_text().partition("Try next:")[2].partition("Ctrl-C")[0]
    commands = told.replace("\\\n", " ").strip().splitlines()
    assert len(commands) == 3
    return commands


def curl(command: str) -> requests.Response:
    """Do what curl would: the machine that runs the tests need not have it."""
    parser = argparse.ArgumentParser(prog="curl")
    parser.add_argument("url")
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d")
    name, *arguments = shlex.split(command)
    assert name == "curl"
    asked = parser.parse_args(arguments)
    headers = dict(header.split(": ", 1) for header in asked.H)
    method = "GET" if asked.d is None else "POST"
    return requests.request(method, asked.url, headers=headers, data=asked.d, timeout=30)


def ends_with_all_it_started(everything: Part, number: signal.Signals) -> None:
    """Send a signal to the first process alone, as a shell or a supervisor does."""
    everything.send(number)
    leader = everything.pid
    eventually(lambda: not processes_of_session(leader))
    everything.stop()
    assert "Traceback" not in everything.log.read_text()
