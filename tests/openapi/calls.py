"""Calls of what a document describes, made by schemathesis, and what their answers are held to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, settings
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

from tests.house.whole import IS_WHOLE
from tests.openapi.documents import Json, operations

Operation = APIOperation[Any, Any, Any, Any]
AnyCase = Case[Any]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]

#: How often each call is made.
TRIES = 200 if IS_WHOLE else 3


def tries(count: int = TRIES) -> settings:
    """So many, others each time where the whole is tried."""
    return settings(
        max_examples=count,
        deadline=None,
        derandomize=not IS_WHOLE,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


def offered(found: Json, app: Any = None) -> Iterator[Operation]:
    """What can be called; what is refused whatever is sent is tried with the whole only."""
    names = {it.name for it in operations(found) if it.can_succeed or IS_WHOLE}
    schema = schemathesis.openapi.from_dict(found)
    schema.app = app
    for each in schema.get_all_operations():
        assert isinstance(each, Ok), each
        operation = each.ok()
        if operation.definition.raw["operationId"] in names:
            yield operation


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
