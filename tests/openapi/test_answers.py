"""What every call answers is what the document says: the keys it names, and no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dds_upload.core.errors import StorageFull
from providers.local.store import LocalStore
from tests.house.client import Api
from tests.house.routes import Route, routes_of
from tests.openapi.answers import Conformance
from tests.openapi.conftest import authorization
from tests.openapi.documents import Json, Operation, document, operations
from tests.openapi.test_documents import each_protocol, plain
from tests.protocols.access.bodies import Sent, sent_to
from tests.protocols.access.world import World
from tests.protocols.sentry.wire import CONTENT_TYPE

#: Who may do much, who may do everything but what is another's, and who may do nothing here.
CALLERS = ("owner", "admin", "outsider")


#: A body whose length its client does not say.
UNMEASURED = Sent(headers={"Transfer-Encoding": "chunked", "Content-Type": CONTENT_TYPE})


def answers(world: World, route: Route, protocol: str) -> Iterator[Any]:
    """Of what is right, and of a request without a body or query."""
    for username in CALLERS:
        for sent in (sent_to(str(route), world), Sent()):
            yield answer_to(world, route, protocol, username, sent)


def answer_to(world: World, route: Route, protocol: str, username: str, sent: Sent) -> Any:
    before = world.changes
    headers = {**sent.headers, "Authorization": authorization(world, username, protocol)}
    answer = world.call(route.method, world.path(route), sent.query, sent.body, headers)
    if world.changes != before:
        world.restore()
    return answer


def described_routes(world: World, found: Json) -> Iterator[tuple[Route, Operation]]:
    """Those of a document, as the router has them."""
    described = {it.route: it for it in operations(found)}
    for route in routes_of(world.http.app):
        if plain(route) in described:
            yield route, described[plain(route)]


@each_protocol
def test_answers_are_as_described(world: World, protocol: str) -> None:
    found = document(Api(world.lab, None), protocol)
    conformance = Conformance(found)
    wrong, done = [], set()
    for route, operation in described_routes(world, found):
        for answer in answers(world, route, protocol):
            wrong += [f"{route}: {it}" for it in conformance.faults(operation, answer)]
            if answer.status_code < 300:
                done.add(plain(route))
    assert wrong == []
    assert done == {it.route for it in operations(found) if it.can_succeed}


@each_protocol
def test_a_full_storage_and_a_body_of_no_length_are_as_described(
    world: World, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise StorageFull("507")

    for call in ("put", "begin", "stat", "list_below"):
        monkeypatch.setattr(LocalStore, call, full)
    found = document(Api(world.lab, None), protocol)
    conformance = Conformance(found)
    wrong, statuses = [], set()
    for route, operation in described_routes(world, found):
        for sent in (sent_to(str(route), world), UNMEASURED):
            answer = answer_to(world, route, protocol, "owner", sent)
            wrong += [f"{route}: {it}" for it in conformance.faults(operation, answer)]
            statuses.add(answer.status_code)
    assert wrong == []
    assert 507 in statuses
    assert (411 in statuses) == (protocol != "dds")
