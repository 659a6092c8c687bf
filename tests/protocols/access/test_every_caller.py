"""Every route, called by everybody: who has no right gets nothing, learns nothing, changes nothing.

The routes are those of the service's own router, so that none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.house.routes import Route, routes_of
from tests.house.setting import open_lab, settings_for
from tests.protocols.access.bodies import BODIES, sent_to
from tests.protocols.access.callers import Caller, callers
from tests.protocols.access.rights import TABLE, Row
from tests.protocols.access.world import World


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One for all calls: after each that changed something it is as it was made."""
    folder = copytree(migrated_sqlite, tmp_path_factory.mktemp("access"), dirs_exist_ok=True)
    lab = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder))
    made = World(lab, folder / "dds.db")
    yield made
    made.close()
    lab.close()


def test_every_route_says_what_right_it_needs(world: World) -> None:
    there = {str(route) for route in routes_of(world.http.app)}
    assert there == {route for rows in TABLE.values() for route in rows}
    assert set(BODIES) <= there


@pytest.mark.parametrize("protocol", TABLE)
def test_every_caller_gets_what_is_theirs_and_no_more(world: World, protocol: str) -> None:
    everybody = callers(world)
    assert len(everybody) >= 30
    world.keep()
    wrong: list[str] = []
    for name, row in TABLE[protocol].items():
        calls = Calls(world, Route(*name.split(" ", 1)), row)
        before = world.stored()
        wrong += [fault for it in everybody if calls.refuses(it) for fault in calls.faults(it)]
        if world.stored() != before:
            wrong.append(f"{name}: a refused call stored something")
        wrong += [fault for it in everybody if not calls.refuses(it) for fault in calls.faults(it)]
    assert not wrong, "\n".join(wrong)


class Calls:
    """Calls of one route by one after the other."""

    def __init__(self, world: World, route: Route, row: Row) -> None:
        self.world, self.route, self.row = world, route, row
        self.sent = sent_to(str(route), world)
        self.path = world.path(route)
        self._unknown: str | None = None

    def refuses(self, caller: Caller) -> bool:
        """Whether that is what is expected."""
        return not self.row.is_public and self.row.expected(caller) != self.row.status

    def faults(self, caller: Caller) -> Iterator[str]:
        """What was not as it should be."""
        told = f"{self.route} as {caller.name}"
        before = self.world.changes
        answer = self._answer(self.path, caller)
        has_changed = self.world.changes != before
        expected = self.row.expected(caller)
        if answer.status_code != expected:
            yield f"{told}: {expected} expected, not {answer.status} {answer.text[:300]}"
        if self.refuses(caller):
            if has_changed:
                yield f"{told}: a refused call changed something"
            yield from (f"{told}: {it}" for it in self._told_too_much(caller, answer.text))
        elif not caller.rights & {"view_project", "admin"} and self._leaks(answer.text):
            yield f"{told}: shows what is not theirs, {answer.text[:300]}"
        if has_changed:
            self.world.restore()

    def _told_too_much(self, caller: Caller, text: str) -> Iterator[str]:
        """Who is told that nothing is there is told the same where nothing is."""
        if self._leaks(text):
            yield f"the refusal names what is not theirs, {text[:300]}"
        if self.row.expected(caller) == 404 and self.route.names:
            if self._unknown is None:
                self._unknown = self._answer(self.world.unknown_path(self.route), caller).text
            if self._unknown != text:
                yield f"{text[:300]} differs from {self._unknown[:300]}"

    def _leaks(self, text: str) -> bool:
        named = f"{self.path}?{self.sent.body!r}"
        return any(it in text for it in self.world.secrets if it not in named)

    def _answer(self, path: str, caller: Caller) -> Any:
        sent, headers = self.sent, dict(caller.headers)
        if caller.authorization is not None:
            headers["Authorization"] = caller.authorization
        query = "&".join(filter(None, (sent.query, caller.query)))
        body = None if self.route.method in {"GET", "HEAD"} else sent.body
        return self.world.call(self.route.method, path, query, body, {**sent.headers, **headers})
