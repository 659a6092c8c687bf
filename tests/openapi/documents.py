"""The OpenAPI documents of the service, as it serves them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.house.client import Api
from tests.house.routes import Route

Json = dict[str, Any]

METHODS = ("get", "put", "post", "patch", "delete")


class Place(NamedTuple):
    """Where a document is, and below which prefix its API."""

    prefix: str
    path: str


PLACES = {
    "dds": Place("/api/v1", "/api/v1/openapi.json"),
    "sentry": Place("/api/0", "/api/0/openapi.json"),
    "pulp": Place("/pulp/api/v3", "/pulp/api/v3/docs/api.json"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path, in `content` as the document has it."""

    method: str
    path: str
    content: Json
    parameters: list[Json]

    @property
    def route(self) -> Route:
        """The same as a router would have it."""
        return Route(self.method.upper(), self.path.rstrip("/"))

    @property
    def can_succeed(self) -> bool:
        """Whether it is anything but refused."""
        return any(status.startswith("2") for status in self.content["responses"])

    @property
    def name(self) -> str:
        """Its id."""
        return str(self.content["operationId"])


def document(client: Api, protocol: str) -> Json:
    """What anybody is given, with full paths that OpenAPI allows."""
    given = client.storage("GET", PLACES[protocol].path, expect=200).json
    return with_full_paths(given, PLACES[protocol].prefix)


def with_full_paths(given: Json, prefix: str) -> Json:
    """The same without `servers`, and with paths instead of whole hrefs, as Pulp has them."""
    made = deepcopy(given)
    base = "".join(server["url"] for server in made.pop("servers", []))
    made["paths"] = {
        base + re.sub(r"^\{(\w+)_href\}", rf"{prefix}/\1s/{{\1_id}}/", path): item
        for path, item in made["paths"].items()
    }
    for item in made["paths"].values():
        for part in item.get("parameters", []):
            part["name"] = part["name"].replace("_href", "_id")
    return made


def operations(found: Json) -> Iterator[Operation]:
    """All of a document."""
    for path, item in found["paths"].items():
        for method in METHODS:
            if method in item:
                parameters = item.get("parameters", []) + item[method].get("parameters", [])
                yield Operation(method, path, item[method], parameters)


def references(value: object) -> Iterator[str]:
    """Whatever is referred to in there, however deep."""
    if isinstance(value, dict):
        yield from [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)
