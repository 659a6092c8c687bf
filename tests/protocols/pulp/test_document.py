"""What the service says of its API is sound in itself.

That the routes keep to it is for tests that call them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from dds_upload.protocols.pulp.document.api import api_document
from dds_upload.protocols.pulp.filters import ARTIFACTS, TASKS, UPLOADS, Collection
from dds_upload.protocols.pulp.listing import PAGING
from tests.protocols.pulp.operations import OPERATIONS, Json

METHODS = ("get", "put", "post", "patch", "delete")
PUBLIC = {"status_read", "docs_api_json_get"}


def operations() -> dict[str, Json]:
    """All operations by id, each with what its path adds, its path and its method."""
    found: dict[str, Json] = {}
    for path, item in api_document()["paths"].items():
        for method in METHODS:
            if operation := item.get(method):
                assert operation["operationId"] not in found
                parameters = item.get("parameters", []) + operation.get("parameters", [])
                more = {"parameters": parameters, "path": path, "method": method}
                found[operation["operationId"]] = operation | more
    return found


def references(value: object) -> Iterator[str]:
    """Whatever is referred to in there, however deep."""
    if isinstance(value, dict):
        yield from [value["$ref"]] if "$ref" in value else []
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)


def parameters(operation_id: str, where: str = "query") -> dict[str, Json]:
    """What may come there, by name."""
    found = operations()[operation_id]["parameters"]
    return {each["name"]: each for each in found if each["in"] == where}


def test_it_is_a_new_value_each_time() -> None:
    first = api_document()
    text = json.dumps(first)
    assert json.loads(text) == first
    for part in first.values():
        if isinstance(part, dict):
            part.clear()
    assert json.dumps(api_document()) == text


def test_operations_are_where_clients_look_for_them() -> None:
    found = {name: (each["method"], each["path"]) for name, each in operations().items()}
    assert found == OPERATIONS


def test_references_lead_somewhere() -> None:
    document = api_document()
    led_to = set()
    for name in references(document):
        value = document
        for step in name.removeprefix("#/").split("/"):
            value = value[step]
        led_to.add(name)
    kinds = ("schemas", "responses")
    made = {
        f"#/components/{kind}/{name}" for kind in kinds for name in document["components"][kind]
    }
    assert led_to == made  # and nothing is described that nobody refers to


def test_every_answer_is_described() -> None:
    common = api_document()["components"]["responses"]
    for operation in operations().values():
        responses = operation["responses"]
        assert any(status.startswith("2") for status in responses)
        for answer in responses.values():
            name = answer.get("$ref", "").rpartition("/")[2]
            assert (common[name] if name else answer)["description"]


def test_every_part_of_a_path_is_required() -> None:
    for name, operation in operations().items():
        parts = parameters(name, "path")
        assert set(parts) == set(re.findall(r"\{(\w+)\}", operation["path"]))
        assert all(part["required"] is True for part in parts.values())


def test_only_what_is_public_asks_for_no_user() -> None:
    document = api_document()
    assert document["security"] == [{"basicAuth": []}]
    for name, operation in operations().items():
        assert operation.get("security") == ([{}] if name in PUBLIC else None)
        assert ("401" in operation["responses"]) == (name not in PUBLIC)


@pytest.mark.parametrize(
    ("kind", "collection"), [("uploads", UPLOADS), ("artifacts", ARTIFACTS), ("tasks", TASKS)]
)
def test_lists_take_what_they_say(kind: str, collection: Collection) -> None:
    described = parameters(f"{kind}_list")
    assert set(described) == {*collection.filters, *PAGING}
    orders = described["ordering"]["schema"]["items"]["enum"]
    assert set(orders) == {sign + name for name in collection.order for sign in ("", "-")}


@pytest.mark.parametrize("kind", ["uploads", "artifacts", "tasks"])
def test_lists_of_values_are_divided_as_clients_divide_them(kind: str) -> None:
    repeated = {"fields", "exclude_fields"}
    for name, parameter in parameters(f"{kind}_list").items():
        is_list = name in {"ordering", *repeated} or name.endswith(("__in", "__range"))
        assert (parameter["schema"]["type"] == "array") == is_list
        assert parameter.get("explode") == (name in repeated if is_list else None)
