"""The words of OpenAPI that documents are made of: parameters, bodies, answers, operations.

Clients of Pulp read them strictly: no key but the standard's, and `style` and `explode` are
followed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dds_upload.web.openapi.schemas import Json, text
from dds_upload.web.request_key import HEADER, KEY_MAX

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

#: By status: the name of an answer that says no, and when it is given.
Refusals = Mapping[int, tuple[str, str]]

_WAIT = "For how many seconds it is of no use to ask again."


def query(name: str, description: str, schema: Json) -> Json:
    """A parameter of the query that may be left out."""
    return _parameter("query", name, description, schema)


def query_needed(name: str, description: str, schema: Json) -> Json:
    """One that must be there."""
    return _parameter("query", name, description, schema, required=True)


def query_list(name: str, description: str, schema: Json) -> Json:
    """One that may be left out, with an array's items in one value, divided by commas."""
    return {**query(name, description, schema), "style": "form", "explode": False}


def query_repeated(name: str, description: str, schema: Json) -> Json:
    """The same with a value for each of an array's items: the parameter comes again and again."""
    return {**query(name, description, schema), "style": "form", "explode": True}


def header(name: str, description: str, schema: Json) -> Json:
    """A header that a request may have."""
    return _parameter("header", name, description, schema)


def header_needed(name: str, description: str, schema: Json) -> Json:
    """A header that a request must have."""
    return _parameter("header", name, description, schema, required=True)


def request_key(what: str) -> Json:
    """The header by which a request that makes something is known again; `what` it makes."""
    description = f"Best a new UUID for each {what}: the same request, sent again, makes no second."
    return header(HEADER, description, text(minLength=1, maxLength=KEY_MAX, pattern="^[ -~]+$"))


def path_part(name: str, description: str, schema: Json | None = None) -> Json:
    """A part of the path; there is no path without it."""
    return _parameter("path", name, description, schema or text(), required=True)


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


def operation(
    operation_id: str,
    summary: str,
    answers: Mapping[int, Json],
    refused: Refusals,
    **more: object,
) -> Json:
    """A method of a path; its tag is what its id begins with.

    `refused` are those that can be given here. `more` are keys of an operation as OpenAPI spells
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
    """The components that operations refer to, each with `schema` for a body."""
    waiting = {"Retry-After": answer_header(_WAIT, text())}
    return {
        name: answer(description, schema, waiting if status == 503 else None)
        for status, (name, description) in table.items()
    }


def some(table: Refusals, statuses: Iterable[int]) -> Refusals:
    """Those of these statuses."""
    return {status: table[status] for status in statuses}


def _parameter(where: str, name: str, description: str, schema: Json, **more: object) -> Json:
    return {"in": where, "name": name, "description": description, "schema": schema, **more}
