"""Schemathesis calls all that the documents describe, rightly and wrongly, in ways nobody chose.

No answer is a fault of the service's own, and each has a status, a type, headers and a body that
its document names. `DDS_TESTS=whole` tries many more, others each time.
"""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.house.client import Api
from tests.house.routes import Route
from tests.openapi.calls import AnyCase, Operation, cases, check, offered, tries
from tests.openapi.conftest import authorization
from tests.openapi.documents import PLACES, document
from tests.protocols.access.world import World


@pytest.mark.parametrize("protocol", PLACES)
def test_no_call_is_answered_otherwise_than_described(world: World, protocol: str) -> None:
    statuses: set[int] = set()
    for operation in offered(document(Api(world.lab, None), protocol), world.http.app):
        statuses |= tried(world, protocol, operation)
        world.restore()
    assert statuses >= {200, 201, 400, 404} - ({201} if protocol == "sentry" else set())


def tried(world: World, protocol: str, operation: Operation) -> set[int]:
    """The statuses of one call, made in many ways by somebody who may make it."""
    username = "admin" if "/admin/" in operation.path else "owner"
    headers = {"Authorization": authorization(world, username, protocol)}
    there = world.named(Route(operation.method.upper(), operation.path))
    statuses = set()

    @tries()
    @given(case=cases(operation, {it.name: there[it.name] for it in operation.path_parameters}))
    def call(case: AnyCase) -> None:
        response = case.call(headers=headers)
        statuses.add(response.status_code)
        check(case, response)

    call()
    return statuses
