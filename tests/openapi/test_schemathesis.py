"""Schemathesis calls all that the documents describe, rightly and wrongly, in ways nobody chose.

No answer is a fault of the service's own, and each has a status, a type, headers and a body that
its document names. `DDS_TESTS=whole` tries many more, others each time.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy, one_of
from schemathesis import APIOperation, Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.house.client import Api
from tests.house.routes import Route
from tests.openapi.conftest import authorization
from tests.openapi.documents import PLACES, Json, document, operations
from tests.protocols.access.world import World

Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

IS_WHOLE = os.environ.get("DDS_TESTS") == "whole"

#: How often each call is made.
TRIES = 200 if IS_WHOLE else 3

SETTINGS = settings(
    max_examples=TRIES,
    deadline=None,
    derandomize=not IS_WHOLE,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def cases(operation: Operation, there: Json) -> SearchStrategy[AnyCase]:
    """Right and wrong ones, of what is there and of what is not."""
    takes_something = any(operation.iter_parameters()) or bool(operation.body)
    modes = GenerationMode if takes_something else [GenerationMode.POSITIVE]
    return one_of(
        *(
            operation.as_strategy(generation_mode=mode, path_parameters=named)
            for mode in modes
            for named in ([there, None] if there else [None])
        )
    )


def check(case: AnyCase, response: Response) -> None:
    """Raise what is wrong; 501 is an answer on purpose."""
    is_meant = response.status_code == 501
    case.validate_response(response, checks=CHECKS[is_meant:])


@pytest.mark.parametrize("protocol", PLACES)
def test_no_call_is_answered_otherwise_than_described(world: World, protocol: str) -> None:
    found = document(Api(world.lab, None), protocol)
    offered = {it.name for it in operations(found) if it.can_succeed or IS_WHOLE}
    schema = schemathesis.openapi.from_dict(found)
    schema.app = world.http.app
    statuses: set[int] = set()
    for each in schema.get_all_operations():
        assert isinstance(each, Ok), each
        operation = each.ok()
        if operation.definition.raw["operationId"] in offered:
            statuses |= tried(world, protocol, operation)
            world.restore()
    assert statuses >= {200, 201, 400, 404} - ({201} if protocol == "sentry" else set())


def tried(world: World, protocol: str, operation: Operation) -> set[int]:
    """The statuses of one call, made in many ways by somebody who may make it."""
    username = "admin" if "/admin/" in operation.path else "owner"
    headers = {"Authorization": authorization(world, username, protocol)}
    there = world.named(Route(operation.method.upper(), operation.path))
    statuses = set()

    @SETTINGS
    @given(case=cases(operation, {it.name: there[it.name] for it in operation.path_parameters}))
    def call(case: AnyCase) -> None:
        response = case.call(headers=headers)
        statuses.add(response.status_code)
        check(case, response)

    call()
    return statuses
