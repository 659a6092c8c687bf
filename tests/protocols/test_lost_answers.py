"""The answer to a POST or PUT is lost after the commit, and its client sends the same again.

Whatever the route, what was asked for happens once, and the second answer says what the first did.
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
_CHANGES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)|(?<=_expires=)\d+|(?<=_sig=)\w+")

ROWS = {name: row for rows in TABLE.values() for name, row in rows.items()}

#: Where the second answer is another one, though nothing more was done.
ANSWERED_OTHERWISE = {
    "POST /api/v1/admin/users": "the name is taken: keys are shown once, and not kept",
    "POST /api/v1/admin/uploads/{upload_id}/requeue": "it waits already, so none is queued again",
}

#: Where it is done again.
DONE_AGAIN = {
    "POST /api/v1/projects": "names need not be unique, and nobody can tell that one is meant",
    "POST /api/v1/folders": "the same",
    "POST /pulp/api/v3/uploads": "its clients have no way to say that they mean the same",
    "POST /api/v1/admin/users/{user_id}/keys": "the last keys that were shown are the good ones",
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


def call(world: World, route: Route) -> Any:
    """By somebody who may."""
    name = "admin" if "/admin/" in route.path else "owner"
    token, sent = world.token(name), sent_to(str(route), world)
    shown = basic(name, token) if route.path.startswith("/pulp/") else f"Bearer {token}"
    headers = {**sent.headers, "Authorization": shown, "Idempotency-Key": "a key"}
    return world.call(route.method, world.path(route), sent.query, sent.body, headers)


def of_sending(world: World, route: Route) -> Iterator[str]:
    """What was not the same after the second time."""
    name = str(route)
    first = call(world, route)
    assert first.status_code == ROWS[name].status, (name, first.text)
    before = world.rows(), world.stored()
    again = call(world, route)
    after = world.rows(), world.stored()
    if (before != after) != (name in DONE_AGAIN):
        told = [table for table, rows in after[0].items() if rows != before[0][table]]
        yield f"{name}: another time in {told}"
    assert again.status_code < 500
    is_same = said(first) == said(again)
    if is_same == (name in {*ANSWERED_OTHERWISE, *DONE_AGAIN}):
        yield f"{name}: {said(first)} and then {said(again)}"


def said(answer: Any) -> tuple[int, str]:
    """Without moments and what is signed for them."""
    return answer.status_code, _CHANGES.sub("", answer.text)


def test_what_is_sent_again_is_done_once(world: World) -> None:
    there = [it for it in routes_of(world.http.app) if it.method in {"POST", "PUT"}]
    assert {*ANSWERED_OTHERWISE, *DONE_AGAIN} <= {str(it) for it in there}
    wrong: list[str] = []
    for route in there:
        if ROWS[str(route)].status != 501:
            world.restore()
            wrong += of_sending(world, route)
    assert not wrong, "\n".join(wrong)
