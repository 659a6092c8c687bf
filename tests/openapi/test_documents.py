"""The documents are sound, and have every route of the service and no other."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from openapi_spec_validator import validate

from tests.house.client import UNKNOWN, Api
from tests.house.routes import Route, routes_of
from tests.openapi.documents import PLACES, Json, document, operations, references

each_protocol = pytest.mark.parametrize("protocol", PLACES)


@pytest.fixture
def found(wire: Api, protocol: str) -> Json:
    return document(wire, protocol)


def plain(route: Route) -> Route:
    """The same with variables as OpenAPI writes them."""
    return Route(route.method, re.sub(r":\w+\}", "}", route.path))


@each_protocol
def test_it_is_openapi(found: Json) -> None:
    validate(found)


@each_protocol
def test_it_has_every_route_and_no_other(wire: Api, found: Json, protocol: str) -> None:
    prefix = PLACES[protocol].prefix
    routes = [
        plain(it) for it in routes_of(wire.http.app) if f"{it.path}/".startswith(f"{prefix}/")
    ]
    described = [it.route for it in operations(found)]
    assert sorted(described) == sorted(routes)


@each_protocol
def test_ids_and_summaries_are_those_of_one_operation(found: Json) -> None:
    all_of_them = list(operations(found))
    assert len({it.name for it in all_of_them}) == len(all_of_them)
    assert all(it.content["summary"].endswith(".") for it in all_of_them)


@each_protocol
def test_whatever_is_described_is_referred_to(found: Json) -> None:
    kinds = ("schemas", "responses")
    parts = {f"#/components/{kind}/{name}" for kind in kinds for name in found["components"][kind]}
    assert set(references(found)) == parts


@each_protocol
def test_the_variables_of_a_path_are_its_parameters(found: Json) -> None:
    for it in operations(found):
        parts = [each["name"] for each in it.parameters if each["in"] == "path"]
        assert sorted(parts) == sorted(re.findall(r"\{(\w+)\}", it.path)), it.path


@each_protocol
def test_strangers_get_no_further_than_it_says(wire: Api, found: Json) -> None:
    for it in operations(found):
        path = re.sub(r"\{\w+\}", UNKNOWN, it.path)
        answer = wire.http.simulate_request(it.method.upper(), path)
        is_open = it.content.get("security") == [{}]
        assert (answer.status_code != 401) == is_open, (it.route, answer.status)
        assert ("401" in it.content["responses"]) != is_open, it.route


def meanings(schema: Json, place: str) -> Iterator[tuple[str, bool]]:
    """Each property in there, and whether anything is said about it."""
    for name, inner in schema.get("properties", {}).items():
        here = f"{place}.{name}"
        yield here, bool(references_or_description(inner))
        yield from meanings(inner, here)


def references_or_description(schema: Json) -> bool:
    return bool(schema.get("description")) or any(references(schema))


@each_protocol
def test_something_is_said_about_every_part(found: Json) -> None:
    silent = [
        place
        for name, schema in found["components"]["schemas"].items()
        for place, is_said in meanings(schema, name)
        if not is_said and ".counts." not in place
    ]
    assert silent == []
    for it in operations(found):
        for parameter in it.parameters:
            said = parameter.get("description") or parameter["schema"].get("description")
            assert said, (it.route, parameter["name"])


def test_it_is_made_once(wire: Api) -> None:
    path = PLACES["dds"].path
    first, second = (wire.storage("GET", path, expect=200) for _ in range(2))
    assert first.headers["content-type"] == "application/json"
    assert first.text == second.text


IMPORTED = """
import sys
import dds_upload.bootstrap.mounts
late = ("dds.document", "pulp.document", "sentry.document")
print([name for name in sys.modules if name.endswith(late)])
"""


def test_no_start_waits_for_documents() -> None:
    command = [sys.executable, "-c", IMPORTED]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
