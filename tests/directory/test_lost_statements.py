"""The Nth statement fails, for N = 1, 2, 3 ...: a project or folder with a key is made once."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from tests.directory.client import in_project
from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.uploads.test_nth_call import failing_statements

Send = Callable[[dict[str, str]], Any]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What fails is the call, whatever the database."""
    return sqlite_url


@pytest.fixture
def api(lab: Lab) -> Api:
    """A client that sends headers."""
    return client(lab, "researcher")


def ids(api: Api, path: str) -> list[str]:
    return [it["id"] for it in api.get(path).json["results"]]


def patiently(send: Send, key: str) -> str:
    """The id of what is made, asked for until nothing fails any more."""
    for _ in range(3):
        answer = send({"Idempotency-Key": key})
        if answer.status_code < 500:
            return str(answer.json["id"])
    raise AssertionError(answer.text)


@pytest.mark.parametrize("late", [False, True], ids=["before it runs", "after it was done"])
@pytest.mark.parametrize("what", ["project", "folder"])
def test_whatever_fails_it_is_made_once(lab: Lab, api: Api, what: str, late: bool) -> None:
    project = api.project()
    folder = {"name": "scans", "parent": in_project(project)}
    path, body, listed = {
        "project": ("/projects", {"name": "Voles"}, "/projects"),
        "folder": ("/folders", folder, f"/projects/{project}/children"),
    }[what]
    known = set(ids(api, listed))
    for number in count(1):
        with failing_statements(lab, number, late) as fault:
            made = patiently(lambda key: api.post(path, body, headers=key), str(number))
        assert {*ids(api, listed)} - known == {made}
        known.add(made)
        if not fault.has_failed:
            break
    assert number > 1
