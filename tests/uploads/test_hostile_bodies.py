"""Bodies that no client sends by mistake: refused in the envelope, never a defect of ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.house.client import UNKNOWN, Api, errors_of

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
JSON = {"Content-Type": "application/json"}
DIGITS = "9" * 5000

PATHS = [
    ("POST", f"/projects/{UNKNOWN}/uploads"),
    ("PUT", f"/uploads/{UNKNOWN}/chunks"),
    ("PUT", f"/uploads/{UNKNOWN}/complete"),
    ("PUT", f"/uploads/{UNKNOWN}/hashes"),
]
UNREADABLE = [
    b"{",
    b"[]",
    b"null",
    b"5",
    b'"text"',
    b"\xff\xfe\xfa",
    b'{"size": NaN}',
    b'{"size": Infinity}',
    b'{"size": %s}' % DIGITS.encode(),
    b'{"size": -%s}' % DIGITS.encode(),
    b"{'size': 5}",
    b'{"name": "\xff"}',
    b'{"a":' * 100_000,
    b"[" * 100_000,
    b'{"a":' * 33 + b"1" + b"}" * 33,
    b'{"a": 1} trailing',
    b"\0",
]
FORMS = [
    "name=a&name[b]=c",
    "name[b]=c&name=a",
    "a[b]=1&a[b][c]=2",
    "name=%ff",
    "name=\xff",
    "&".join(f"a{number}=1" for number in range(2000)),
]


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("body", UNREADABLE, ids=lambda body: repr(body[:20]))
def test_what_cannot_be_read_is_a_bad_request(
    wire: Api, method: str, path: str, body: bytes
) -> None:
    answer = wire.call(method, path, body, expect=400, headers=JSON).json
    assert answer["suggestion"] == "send a JSON object or a form"


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("body", FORMS, ids=lambda body: repr(body[:20]))
def test_forms_that_contradict_themselves(wire: Api, method: str, path: str, body: str) -> None:
    raw = body.encode("latin-1")
    wire.call(method, path, raw, expect=400, headers=FORM)


@pytest.mark.parametrize(("method", "path"), PATHS)
@pytest.mark.parametrize("body", [b"", b"   \n", b"{}"])
def test_an_empty_body_is_an_empty_object(wire: Api, method: str, path: str, body: bytes) -> None:
    for headers in (JSON, {"Content-Type": "text/plain"} if not body.strip() else JSON):
        refused = wire.call(method, path, body, expect=400, headers=headers)
        assert {text for _, text in errors_of(refused)} == {"can't be blank"}


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_bodies_too_large_and_cut_off(wire: Api, method: str, path: str) -> None:
    wire.call(method, path, b'{"a": "%s"}' % (b"x" * 2**20), expect=413, headers=JSON)
    wire.call(method, path, b"{}", expect=400, headers={**JSON, "Content-Length": "10"})


def test_a_form_does_what_json_does(wire: Api, wire_project: str) -> None:
    name = "name=brain+%26.dat&content_type=&size=5&chunked=false&hash%5Bvalue%5D=x"
    made = wire.post(f"/projects/{wire_project}/uploads", name, 201, headers=FORM).json
    assert (made["name"], made["size"]) == ("brain &.dat", 5)
    assert "signed_url" in made
    upload = wire.upload(wire_project, 5)
    chunk = f"number=1&size=5&hash[value]={'a' * 32}&hash[algorithm]=md5"
    wire.put(f"/uploads/{upload}/chunks", chunk, 200, headers=FORM)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ("number=1.0&size=5", "number"),
        (f"number=1&size={DIGITS}", "size"),
        ("number=&size=5", "number"),
        ("number=true&size=5", "number"),
        ("number=%D9%A1&size=5", "number"),
        ("number=1_0&size=5", "number"),
        ("number[x]=1&size=5", "number"),
    ],
)
def test_forms_are_judged_as_json_is(wire: Api, wire_project: str, form: str, field: str) -> None:
    upload = wire.upload(wire_project, 5)
    body = f"{form}&hash[value]={'a' * 32}&hash[algorithm]=md5"
    refused = wire.put(f"/uploads/{upload}/chunks", body, 400, headers=FORM)
    assert errors_of(refused)[0][0] == field


ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec=None), max_size=20),  # half surrogate pairs too
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
PLAIN = ("name", "content_type", "size", "chunked", "number", "value", "algorithm")
SHAPES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(PLAIN, ANYTHING),
        "hash": ANYTHING | st.fixed_dictionaries({"value": ANYTHING, "algorithm": ANYTHING}),
        "storage_provider": ANYTHING | st.fixed_dictionaries({"id": ANYTHING}),
    },
)


@given(SHAPES)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_the_shape_the_answer_is_no_defect(
    wire: Api, wire_project: str, body: dict[str, Any]
) -> None:
    upload = wire.upload(wire_project, 5)
    for method, path in (
        ("POST", f"/projects/{wire_project}/uploads"),
        ("PUT", f"/uploads/{upload}/chunks"),
        ("PUT", f"/uploads/{upload}/complete"),
        ("PUT", f"/uploads/{upload}/hashes"),
    ):
        assert wire.call(method, path, body).status_code in {200, 201, 202, 400, 404}
