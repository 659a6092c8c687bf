"""What every call answers is what the document says: the keys it names, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.house.client import Api
from tests.house.routes import Route, routes_of
from tests.openapi.answers import Conformance
from tests.openapi.conftest import authorization
from tests.openapi.documents import PLACES, document, operations
from tests.openapi.test_documents import plain
from tests.protocols.access.bodies import Sent, sent_to
from tests.protocols.access.world import World

#: Who may do much, who may do everything but what is another's, and who may do nothing here.
CALLERS = ("owner", "admin", "outsider")


def answers(world: World, route: Route, protocol: str) -> Iterator[Any]:
    """Of what is right, and of a request without a body or query."""
    for username in CALLERS:
        for sent in (sent_to(str(route), world), Sent()):
            before = world.changes
            headers = {**sent.headers, "Authorization": authorization(world, username, protocol)}
            yield world.call(route.method, world.path(route), sent.query, sent.body, headers)
            if world.changes != before:
                world.restore()


@pytest.mark.parametrize("protocol", PLACES)
def test_answers_are_as_described(world: World, protocol: str) -> None:
    found = document(Api(world.lab, None), protocol)
    described = {it.route: it for it in operations(found)}
    conformance = Conformance(found)
    wrong, done = [], set()
    for route in routes_of(world.http.app):
        operation = described.get(plain(route))
        if operation is None:
            continue
        for answer in answers(world, route, protocol):
            wrong += [f"{route}: {it}" for it in conformance.faults(operation, answer)]
            if answer.status_code < 300:
                done.add(plain(route))
    assert wrong == []
    assert done == {route for route, it in described.items() if it.can_succeed}
