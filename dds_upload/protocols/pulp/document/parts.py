"""The words an OpenAPI 3 document is made of. None of them knows what the document is about.

Clients of Pulp read it strictly: no key but the standard's, and `style` and `explode` are followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dds_upload.core.storage.policy import SIZE_MAX

Json = dict[str, Any]

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def text(description: str = "", **more: object) -> Json:
    """The schema of a string."""
    return _described({"type": "string", **more}, description)


def instant(description: str, **more: object) -> Json:
    """The schema of a point in time."""
    return text(description, format="date-time", **more)


def whole(description: str = "", **more: object) -> Json:
    """The schema of an integer of 64 bits."""
    return _described({"type": "integer", "format": "int64", **more}, description)


def flag(description: str) -> Json:
    """The schema of yes or no."""
    return _described({"type": "boolean"}, description)


def array(items: Json, description: str = "", **more: object) -> Json:
    """The schema of a list."""
    return _described({"type": "array", "items": items, **more}, description)


def record(
    description: str, properties: Mapping[str, Json], required: Iterable[str] = (), **more: object
) -> Json:
    """The schema of an object; without `required`, all of its keys may be left out."""
    schema = {"type": "object", "properties": dict(properties), **more}
    if names := list(required):
        schema["required"] = names
    return _described(schema, description)


def reference(schema: str) -> Json:
    """The schema of that name, which has to be among the components."""
    return {"$ref": f"#/components/schemas/{schema}"}


def query(name: str, description: str, schema: Json) -> Json:
    """A parameter of the query that may be left out."""
    return _parameter("query", name, description, schema)


def query_list(name: str, description: str, schema: Json) -> Json:
    """The same with an array's items in one value, divided by commas."""
    return {**query(name, description, schema), "style": "form", "explode": False}


def query_repeated(name: str, description: str, schema: Json) -> Json:
    """The same with a value for each of an array's items: the parameter comes again and again."""
    return {**query(name, description, schema), "style": "form", "explode": True}


def header_field(name: str, description: str, schema: Json) -> Json:
    """A header that a request must have."""
    return _parameter("header", name, description, schema, required=True)


def path_part(name: str, description: str) -> Json:
    """A part of the path; there is no path without it."""
    return _parameter("path", name, description, text(), required=True)


def body(schemas: Mapping[str, Json]) -> Json:
    """What a request must bring, by media type; each is one way to say it."""
    content = {media_type: {"schema": schema} for media_type, schema in schemas.items()}
    return {"required": True, "content": content}


def any_form(schema: Json) -> Json:
    """A body that may be written in all three ways."""
    return body(dict.fromkeys((JSON, FORM, MULTIPART), schema))


def answer(
    description: str, schema: Json | None = None, headers: Mapping[str, Json] | None = None
) -> Json:
    """One answer; without a schema it has no body."""
    made: Json = {"description": description}
    if schema:
        made["content"] = {JSON: {"schema": schema}}
    if headers:
        made["headers"] = dict(headers)
    return made


def answer_header(description: str, schema: Json) -> Json:
    """A header of an answer."""
    return {"description": description, "schema": schema}


def answer_reference(name: str) -> Json:
    """The answer of that name, which has to be among the components."""
    return {"$ref": f"#/components/responses/{name}"}


def _described(schema: Json, description: str) -> Json:
    return {"description": description, **schema} if description else schema


def _parameter(where: str, name: str, description: str, schema: Json, **more: object) -> Json:
    return {"in": where, "name": name, "description": description, "schema": schema, **more}


def size(description: str) -> Json:
    """A number of bytes that somebody names."""
    return whole(description, minimum=0, maximum=SIZE_MAX)


def spoken(name: str) -> str:
    """How people write the name of a digest."""
    return name.replace("sha", "SHA-")
