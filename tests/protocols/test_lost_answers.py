"""The answer to a POST or PUT is lost after the commit, and its client sends the same again.

Whatever the route, what was asked for happens once, and the second answer says what the first did.
Where a request makes something that may be there twice, it takes an `Idempotency-Key` for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.house.routes import Route, routes_of
from tests.house.setting import open_lab, settings_for
from tests.protocols.access.bodies import sent_to
from tests.protocols.access.rights import TABLE
from tests.protocols.access.world import World
from tests.protocols.pulp.wire import basic

#: What is different each time that it is said.
_CHANGES = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)|(?<=_expires=)\d+|(?<=_sig=)\w+"
    r'|(?<="api_token": ")[\w.-]+|(?<="expires_on": )\d+'
)

ROWS = {name: row for rows in TABLE.values() for name, row in rows.items()}

#: Where the second answer is another one, though nothing more was done.
ANSWERED_OTHERWISE = {
    "POST /api/v1/admin/users": "the name is taken: keys are shown once, and not kept",
    "POST /api/v1/admin/uploads/{upload_id}/requeue": "it waits already, so none is queued again",
}

#: Where the last answer is the good one: keys are not kept, so others take the place of the first.
REPLACED = {"POST /api/v1/admin/users/{user_id}/keys": {"users", "software_agents"}}

#: What makes a second thing if it comes without a key.
KEYED = {
    "POST /api/v1/projects",
    "POST /api/v1/folders",
    "POST /api/v1/projects/{project_id}/uploads",
    "POST /pulp/api/v3/uploads",
}


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """As it was made before each route."""
    folder = copytree(migrated_sqlite, tmp_path_factory.mktemp("lost"), dirs_exist_ok=True)
    lab = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder))
    made = World(lab, folder / "dds.db")
    made.keep()
    yield made
    made.close()
    lab.close()


def call(world: World, route: Route, key: str | None) -> Any:
    """By somebody who may."""
    name = "admin" if "/admin/" in route.path else "owner"
    token, sent = world.token(name), sent_to(str(route), world)
    shown = basic(name, token) if route.path.startswith("/pulp/") else f"Bearer {token}"
    keyed = {} if key is None else {"Idempotency-Key": key}
    headers = {**sent.headers, "Authorization": shown, **keyed}
    return world.call(route.method, world.path(route), sent.query, sent.body, headers)


class Sending:
    """One request, sent twice."""

    def __init__(self, world: World, route: Route, key: str | None) -> None:
        world.restore()
        self.name = str(route)
        self.first = call(world, route, key)
        assert self.first.status_code == ROWS[self.name].status, (self.name, self.first.text)
        before, stored = world.rows(), world.stored()
        self.again = call(world, route, key)
        assert self.again.status_code < 500
        after = world.rows()
        self.rows_before, self.rows_after = before, after
        self.is_stored_as_before = world.stored() == stored

    @property
    def changed(self) -> set[str]:
        """The tables that the second time wrote to."""
        return {table for table, rows in self.rows_after.items() if rows != self.rows_before[table]}

    def is_answered_alike(self) -> bool:
        """But for moments."""
        return said(self.first) == said(self.again)

    def made_more(self) -> bool:
        """Whether there are more rows than the first time made."""
        return any(len(rows) > len(self.rows_before[it]) for it, rows in self.rows_after.items())

    def __str__(self) -> str:
        told = f"{said(self.first)} and then {said(self.again)}"
        return f"{self.name}: {told}, another time in {self.changed}"


def said(answer: Any) -> tuple[int, str]:
    """Without moments and what is signed for them."""
    return answer.status_code, _CHANGES.sub("", answer.text)


def sent_twice(world: World, key: str | None) -> Iterator[Sending]:
    """All that there is to be sent."""
    there = {str(it): it for it in routes_of(world.http.app) if it.method in {"POST", "PUT"}}
    assert {*ANSWERED_OTHERWISE, *REPLACED, *KEYED} <= there.keys()
    for name, route in there.items():
        if ROWS[name].status != 501:
            yield Sending(world, route, key)


def is_once(it: Sending) -> bool:
    """Whether nothing was done the second time, and it was answered as it should be."""
    if it.name in REPLACED:
        return it.changed == REPLACED[it.name] and not it.made_more()
    is_alike = it.is_answered_alike() != (it.name in ANSWERED_OTHERWISE)
    return is_alike and not it.changed and it.is_stored_as_before


def test_what_is_sent_again_with_its_key_is_done_once(world: World) -> None:
    wrong = [str(it) for it in sent_twice(world, "a key") if not is_once(it)]
    assert not wrong, "\n".join(wrong)


def test_without_a_key_only_what_takes_one_is_done_again(world: World) -> None:
    for it in sent_twice(world, None):
        if it.name in KEYED:
            assert it.again.status_code == it.first.status_code, str(it)
            assert it.made_more(), str(it)
            assert not it.is_answered_alike(), str(it)
        else:
            assert is_once(it), str(it)


def test_the_documents_say_which_requests_take_a_key(world: World) -> None:
    taking = set()
    for prefix in ("/api/v1/openapi.json", "/api/0/openapi.json", "/pulp/api/v3/docs/api.json"):
        document = world.call("GET", prefix, "", None, {}).json
        servers = document.get("servers") or [{"url": ""}]
        for path, item in document["paths"].items():
            for method, described in item.items():
                if any(it["name"] == "Idempotency-Key" for it in _parameters(described)):
                    assert "422" in described["responses"]
                    taking.add(f"{method.upper()} {servers[0]['url']}{path}".rstrip("/"))
    assert taking == KEYED


def _parameters(described: Any) -> Any:
    return described.get("parameters", ()) if isinstance(described, dict) else ()
