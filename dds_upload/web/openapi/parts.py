"""The parts of OpenAPI documents: parameters, bodies, answers, operations.

Clients of Pulp read documents strictly: they accept no key but the standard's, and follow `style`
and `explode`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dds_upload.web.openapi.schemas import Json, text
from dds_upload.web.request_key import HEADER, KEY_MAX

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

#: Refusals by status: the name of the answer, and when it is given.
Refusals = Mapping[int, tuple[str, str]]

_WAIT = "The seconds to wait before asking again."


def query(name: str, description: str, schema: Json) -> Json:
    """An optional parameter of the query."""
    return _parameter("query", name, description, schema)


def query_needed(name: str, description: str, schema: Json) -> Json:
    """A parameter of the query that is required."""
    return _parameter("query", name, description, schema, required=True)


def query_list(name: str, description: str, schema: Json) -> Json:
    """An optional parameter with an array's items in one value, divided by commas."""
    return {**query(name, description, schema), "style": "form", "explode": False}


def query_repeated(name: str, description: str, schema: Json) -> Json:
    """An optional parameter that comes again for each item of an array."""
    return {**query(name, description, schema), "style": "form", "explode": True}


def header(name: str, description: str, schema: Json) -> Json:
    """An optional header of a request."""
    return _parameter("header", name, description, schema)


def header_needed(name: str, description: str, schema: Json) -> Json:
    """A required header of a request."""
    return _parameter("header", name, description, schema, required=True)


def request_key(what: str) -> Json:
    """The header by which a repeated request is recognised; `what` is the thing that it makes."""
    description = f"Best a new UUID for each {what}: a repeated request then makes no second one."
    return header(HEADER, description, text(minLength=1, maxLength=KEY_MAX, pattern="^[ -~]+$"))


def path_part(name: str, description: str, schema: Json | None = None) -> Json:
    """A variable part of the path, which is always required."""
    return _parameter("path", name, description, schema or text(), required=True)


def body(schemas: Mapping[str, Json]) -> Json:
    """A required body, by media type; each is one way to send it."""
    content = {media_type: {"schema": schema} for media_type, schema in schemas.items()}
    return {"required": True, "content": content}


def any_form(schema: Json) -> Json:
    """A body that may be sent in all three forms."""
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


def operation(
    operation_id: str,
    summary: str,
    answers: Mapping[int, Json],
    refused: Refusals,
    **more: object,
) -> Json:
    """A method of a path; the beginning of its id is its tag.

    `refused` are the refusals that it can answer. `more` are keys of an operation as OpenAPI spells
    them.
    """
    said = {
        status: {"$ref": f"#/components/responses/{name}"}
        for status, (name, _) in sorted(refused.items())
    }
    return {
        "operationId": operation_id,
        "tags": [operation_id.partition("_")[0]],
        "summary": summary,
        **more,
        "responses": {str(status): told for status, told in {**answers, **said}.items()},
    }


def refusals(table: Refusals, schema: Json) -> dict[str, Json]:
    """The components that operations refer to, each with `schema` as its body."""
    waiting = {"Retry-After": answer_header(_WAIT, text())}
    return {
        name: answer(description, schema, waiting if status == 503 else None)
        for status, (name, description) in table.items()
    }


def some(table: Refusals, statuses: Iterable[int]) -> Refusals:
    """The refusals with these statuses."""
    return {status: table[status] for status in statuses}


def _parameter(where: str, name: str, description: str, schema: Json, **more: object) -> Json:
    return {"in": where, "name": name, "description": description, "schema": schema, **more}
