"""What documents say of a body is what the body is held to."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dds_upload.web.messages import Message, formats, name, text
from dds_upload.web.openapi.bodies import FORMATS, json_or_form, published

#: Characters on both sides of every bound there is.
TEXTS = st.text(st.sampled_from("a. /\\~\0\x1f\x20\x7e\x7f\x80\x9f\xa0ä\n\t"), max_size=6)

NESTED = {"type": "object", "properties": {"id": text()}, "required": ["id"]}
THING = Message(
    {"name": {**name("file-name"), "maxLength": 9}, "of": NESTED, "parts": {"type": "array"}},
    required=("name",),
)
ABOUT = {"name": "Its name.", "of": "Whose.", "of.id": "The id.", "parts": "Its parts."}


@pytest.mark.parametrize("format", FORMATS)
@given(value=TEXTS)
@example(value="..")
@example(value=".")
@example(value="...")
@example(value="a\n")
def test_patterns_take_what_our_formats_take(format: str, value: str) -> None:
    pattern = FORMATS[format]["pattern"]
    assert bool(re.search(f"{pattern[:-1]}\\Z", value)) == formats.conforms(value, format)


def test_a_schema_keeps_its_rules_and_gets_its_meanings() -> None:
    items = {"type": "string"}
    assert published(THING, "A thing.", ABOUT, parts=items) == {
        "description": "A thing.",
        "type": "object",
        "properties": {
            "name": {
                "description": "Its name.",
                "type": "string",
                "minLength": 1,
                "maxLength": 9,
                "pattern": FORMATS["file-name"]["pattern"],
            },
            "of": {
                "description": "Whose.",
                "type": "object",
                "properties": {
                    "id": {
                        "description": "The id.",
                        "type": "string",
                        "minLength": 1,
                        "pattern": FORMATS["text"]["pattern"],
                    }
                },
                "required": ["id"],
            },
            "parts": {"description": "Its parts.", "type": "array", "items": items},
        },
        "required": ["name"],
    }


def test_a_key_without_a_meaning_is_a_mistake() -> None:
    with pytest.raises(KeyError, match=r"of\.id"):
        published(THING, "", {key: said for key, said in ABOUT.items() if key != "of.id"})
    with pytest.raises(KeyError, match="there is no size"):
        published(THING, "", {**ABOUT, "size": "Bytes."})


def test_a_form_names_what_is_inside_of_an_object_in_brackets() -> None:
    body = json_or_form(published(THING, "", ABOUT), "Thing")
    assert body["required"] is True
    form = body["content"]["application/x-www-form-urlencoded"]
    assert form["encoding"] == {"of": {"style": "deepObject", "explode": True}}
