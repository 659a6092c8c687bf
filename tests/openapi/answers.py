"""Holds answers to what a document says of them; what it does not name may not be in them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry
from referencing.jsonschema import DRAFT202012

from tests.openapi.documents import Json, Operation

_ROOT = "urn:document"


def closed(value: Any) -> Any:
    """The same where objects have the keys that are named, and no others."""
    if isinstance(value, list):
        return [closed(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: closed(each) for name, each in value.items()}
    if "properties" in made and "type" in made:
        made.setdefault("additionalProperties", False)
    return _with_null(made)


def _with_null(schema: Json) -> Json:
    """OpenAPI 3.0, which Pulp's document is in, says `nullable`."""
    if not schema.pop("nullable", False):
        return schema
    return {"anyOf": [schema, {"type": "null"}]}


class Conformance:
    """One document."""

    def __init__(self, found: Json) -> None:
        self._document = closed(deepcopy(found))
        resource = DRAFT202012.create_resource(self._document)
        self._registry: Registry[Any] = Registry().with_resource(_ROOT, resource)

    def faults(self, operation: Operation, answer: Any) -> list[str]:
        """What is not as it says; `answer` is one of Falcon's test client."""
        item = self._document["paths"][operation.path][operation.method]
        told = item["responses"].get(str(answer.status_code))
        if told is None:
            return [f"{answer.status} is not described"]
        if "$ref" in told:
            told = self._document["components"]["responses"][told["$ref"].rpartition("/")[2]]
        content = told.get("content", {})
        if not answer.content:
            return ["there is no body"] if content else []
        kind = answer.headers.get("content-type", "")
        if kind not in content:
            return [f"{kind} is not described"]
        return [
            f"{error.json_path}: {error.message[:300]}"
            for error in self._validator(content[kind]["schema"]).iter_errors(answer.json)
        ]

    def _validator(self, schema: Json) -> Draft202012Validator:
        based = {"$id": f"{_ROOT}:part", "$defs": {}, **_absolute(schema)}
        return Draft202012Validator(
            based, registry=self._registry, format_checker=FormatChecker(["date-time", "uuid"])
        )


def _absolute(value: Any) -> Any:
    """References that lead into the document from wherever they stand."""
    if isinstance(value, list):
        return [_absolute(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _absolute(each) for name, each in value.items()}
    if isinstance(made.get("$ref"), str) and made["$ref"].startswith("#"):
        made["$ref"] = _ROOT + made["$ref"]
    return made
