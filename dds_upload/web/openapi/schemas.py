"""The parts of JSON Schema for documents. None of them knows the subject of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dds_upload.core.storage.policy import SIZE_MAX

Json = dict[str, Any]


def text(description: str = "", **more: object) -> Json:
    """The schema of a string."""
    return described({"type": "string", **more}, description)


def instant(description: str, **more: object) -> Json:
    """The schema of a point in time."""
    return text(description, format="date-time", **more)


def uuid(description: str) -> Json:
    """The schema of an id."""
    return text(description, format="uuid")


def whole(description: str = "", **more: object) -> Json:
    """The schema of an integer of 64 bits."""
    return described({"type": "integer", "format": "int64", **more}, description)


def size(description: str) -> Json:
    """A number of bytes."""
    return whole(description, minimum=0, maximum=SIZE_MAX)


def flag(description: str) -> Json:
    """The schema of true or false."""
    return described({"type": "boolean"}, description)


def array(items: Json, description: str = "", **more: object) -> Json:
    """The schema of a list."""
    return described({"type": "array", "items": items, **more}, description)


def record(
    description: str, properties: Mapping[str, Json], required: Iterable[str] = (), **more: object
) -> Json:
    """The schema of an object; without `required`, all of its keys are optional."""
    schema = {"type": "object", "properties": dict(properties), **more}
    if names := list(required):
        schema["required"] = names
    return described(schema, description)


def shown(
    description: str, always: Mapping[str, Json], sometimes: Mapping[str, Json] | None = None
) -> Json:
    """The schema of an object in an answer. Keys are always there, or may be missing."""
    return record(description, {**always, **(sometimes or {})}, required=always)


def reference(schema: str) -> Json:
    """A reference to the schema of that name, which has to be among the components."""
    return {"$ref": f"#/components/schemas/{schema}"}


def or_null(schema: Json) -> Json:
    """The same schema or null, as OpenAPI spells it since 3.1."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "type": [schema["type"], "null"]}


def described(schema: Json, description: str) -> Json:
    """The same schema with that meaning, unless it has one."""
    return {"description": description, **schema} if description else schema


def spoken(name: str) -> str:
    """The name of a digest as people write it."""
    return name.replace("sha", "SHA-")
