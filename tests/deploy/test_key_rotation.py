"""Keys are rotated as docs/operations.md says, and what was handed out holds until it ends.

Those in Swift: tests/providers/test_swift_urls.py and test_swift_key_scope.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

import pytest
from falcon.testing import TestClient

from tests.house.client import Api, digest_of
from tests.house.fixtures import client
from tests.house.setting import SMALL, Lab, open_lab, settings_for

OLD, NEW = "old " * 8, "new " * 8
DATA = bytes(range(100))

#: What is set, step by step: the key that signs, and the one that is accepted beside it.
STEPS = [(OLD, ""), (OLD, NEW), (NEW, OLD), (NEW, "")]


class Host(Protocol):
    """Starts a host of one installation with these settings."""

    def __call__(self, **settings: str) -> Lab: ...


@pytest.fixture
def host(sqlite_url: str, tmp_path: Path) -> Iterator[Host]:
    with ExitStack() as opened:

        def start(**settings: str) -> Lab:
            lab = open_lab(settings_for(sqlite_url, tmp_path, {**SMALL, **settings}))
            opened.callback(lab.close)
            return lab

        yield start


def keyed(primary: str, secondary: str) -> dict[str, str]:
    return {"SECRET_KEY_BASE": primary, "SECONDARY_SECRET_KEY_BASE": secondary}


class Handed:
    """What a host hands out: a signed token, and URLs to send a chunk to and to download with."""

    def __init__(self, lab: Lab, api: Api, project: str, keys: dict[str, str]) -> None:
        own = Api(lab, api.token)
        issued = own.post("/software_agents/api_token", keys, expect=201)
        self.token = str(issued.json["api_token"])
        self.put = own.offer(own.upload(project, 100), 1, 100, **digest_of(DATA)).json
        file = own.file(project, own.stored(project, DATA, 100)).json
        self.get = own.get(f"/files/{file['id']}/url").json

    def statuses(self, lab: Lab) -> list[int]:
        """What a host answers to the three."""
        api = Api(lab, self.token)
        answers: list[Any] = [
            api.get("/current_user", expect=None),
            api.storage("PUT", self.put["url"], DATA),
            api.fetch(self.get),
        ]
        return [answer.status_code for answer in answers]


def test_hosts_go_over_one_by_one_and_refuse_nothing(host: Host) -> None:
    hosts = [host(**keyed(*step)) for step in STEPS]
    api = client(hosts[0], "researcher")
    project, keys = api.project(), keys_of(hosts[0])
    handed = [Handed(lab, api, project, keys) for lab in hosts]
    for one, other in pairwise(range(len(STEPS))):
        assert handed[one].statuses(hosts[other]) == [200, 201, 200]
        assert handed[other].statuses(hosts[one]) == [200, 201, 200]


def test_a_key_that_is_gone_opens_nothing_and_keys_of_users_stay(host: Host) -> None:
    before, after = host(**keyed(OLD, "")), host(**keyed(NEW, ""))
    api = client(before, "researcher")
    project, keys = api.project(), keys_of(before)
    handed = Handed(before, api, project, keys)
    assert handed.statuses(after) == [401, 403, 403]
    assert Handed(after, api, project, keys).statuses(after) == [200, 201, 200]


def keys_of(lab: Lab) -> dict[str, str]:
    """New ones of a user of the same installation."""
    made = lab.accounts.users.replace_keys("researcher")
    return {"user_key": made.user_key.reveal(), "agent_key": made.agent_key.reveal()}


def test_new_keys_of_a_user_end_the_old_ones_and_not_the_tokens_they_gave(host: Host) -> None:
    lab = host()
    api = client(lab, "researcher")
    old = keys_of(lab)
    token = api.post("/software_agents/api_token", old, expect=201).json["api_token"]
    new = keys_of(lab)
    assert api.post("/software_agents/api_token", old).status_code == 404
    assert api.post("/software_agents/api_token", new).status_code == 201
    assert Api(lab, token).get("/current_user", expect=None).status_code == 200
    lab.clock.forward(hours=2)
    assert Api(lab, token).get("/current_user", expect=None).status_code == 401


def test_api_tokens_overlap_for_as_long_as_their_operator_likes(host: Host) -> None:
    lab = host()
    client(lab, "researcher")
    old, new = (lab.accounts.tokens.create("researcher") for _ in range(2))
    for it in (old, new):
        Api(lab, it.secret.reveal()).get("/current_user")
    lab.accounts.tokens.revoke(old.token.id)
    Api(lab, old.secret.reveal()).get("/current_user", expect=401)
    Api(lab, new.secret.reveal()).get("/current_user")


def test_metrics_have_one_token_at_a_time(host: Host) -> None:
    def asked(lab: Lab, token: str) -> int:
        http = TestClient(lab.app)
        answer = http.simulate_get("/metrics", headers={"Authorization": f"Bearer {token}"})
        return int(answer.status_code)

    before, after = host(METRICS_TOKEN=OLD.strip()), host(METRICS_TOKEN=NEW.strip())
    assert [asked(it, OLD.strip()) for it in (before, after)] == [200, 401]
    assert [asked(it, NEW.strip()) for it in (before, after)] == [401, 200]
