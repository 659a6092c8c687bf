"""Reads request bodies: bounded in size, JSON or a form, always an object. It knows no field."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

import falcon

from dds_upload.core.errors import BadRequest
from dds_upload.web.json_weight import TooHeavy, check_weight, check_width

#: The largest JSON or form body in bytes; no manifest is sent in this way.
BODY_MAX = 2**20

#: How much such a body may weigh (see json_weight): more than a thousand chunks in one call.
WEIGHT_MAX = 100_000

#: Deeper nesting than this is refused; the parser itself would fail near 1000.
DEPTH_MAX = 32

FORM = "application/x-www-form-urlencoded"


def read_object(req: falcon.Request) -> tuple[dict[str, Any], bool]:
    """The body as an object, and whether it came as a form (whose values are all text).

    An absent body is an empty object. A form's `a[b]=c` becomes `{"a": {"b": "c"}}`. Raises
    BadRequest for a body that cannot be read, falcon's 413 for one that is too large, and its 415
    for an unknown type.
    """
    raw = _read(req, BODY_MAX)
    if not raw.strip():
        return {}, False
    kind = (req.content_type or "application/json").split(";")[0].strip().lower()
    if kind == FORM:
        return _form(raw), True
    if kind != "application/json" and not kind.endswith("+json"):
        raise falcon.HTTPUnsupportedMediaType(description=f"{kind} is not supported here")
    try:
        return _json(raw, WEIGHT_MAX), False
    except TooHeavy as error:
        raise BadRequest(str(error)) from error


def read_pairs(req: falcon.Request) -> list[tuple[str, str]]:
    """A form's names and values as they are, with repeats; raises BadRequest and falcon's 413."""
    return _pairs(_read(req, BODY_MAX))


def read_json(req: falcon.Request, limit: int, weight_max: int) -> dict[str, Any]:
    """The body as an object, for any content type, of at most `limit` bytes.

    Raises BadRequest for a body that is no object or would take too much memory, TooHeavy for one
    of too many values, and falcon's 413 for one that is too large.
    """
    return _json(_read(req, limit), weight_max)


def _read(req: falcon.Request, limit: int) -> bytes:
    try:
        raw = req.bounded_stream.read(limit + 1)
    except OSError as error:
        raise BadRequest("the body stopped in the middle") from error
    if len(raw) > limit:
        raise falcon.HTTPContentTooLarge(description=f"at most {limit} bytes are read here")
    if req.content_length is not None and len(raw) < req.content_length:
        raise BadRequest("the body ended early")
    return raw


def _json(raw: bytes, weight_max: int) -> dict[str, Any]:
    try:
        check_width(raw)
        text = raw.decode(_encoding(raw), "surrogatepass")
        del raw  # its caller keeps none: of a large body, there is only one copy from here on
        check_weight(text, weight_max)
        value = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        raise BadRequest("the body is not JSON") from error
    if not isinstance(value, dict):
        raise BadRequest("the body is not a JSON object")
    if text.count("{") + text.count("[") > DEPTH_MAX:  # else it cannot be that deep
        _check_depth(value, DEPTH_MAX)
    return value


def _encoding(raw: bytes) -> str:
    """UTF-8 for nearly all bodies: an object, and no zero where UTF-16 and UTF-32 have one."""
    return "utf-8" if raw[:1] == b"{" and raw[1:2] > b"\0" else json.detect_encoding(raw)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


#: Made once: `json.loads` would make one a call.
_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


def _check_depth(value: object, left: int) -> None:
    if left == 0:
        raise BadRequest("the body is nested too deeply")
    children = value.values() if isinstance(value, dict) else value
    for child in children:  # type: ignore[attr-defined]
        if isinstance(child, dict | list):
            _check_depth(child, left - 1)


def _form(raw: bytes) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for name, value in _pairs(raw):
        _nest(result, name, value)
    return result


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(
            raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000
        )
    except ValueError as error:
        raise BadRequest("the body is not a form") from error


def _nest(target: dict[str, Any], name: str, value: str) -> None:
    head, *rest = name.replace("]", "").split("[")
    for key in rest[:DEPTH_MAX]:
        inner = target.setdefault(head, {})
        if not isinstance(inner, dict):
            raise BadRequest(f"the form gives {head} twice, in different shapes")
        target, head = inner, key
    if isinstance(target.get(head), dict):
        raise BadRequest(f"the form gives {head} twice, in different shapes")
    target[head] = value
