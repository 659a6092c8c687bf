"""docs/errors.md: the codes in its table are all there are, each with its numbers."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.reasons import Field, Reason, Refusal
from dds_upload.protocols.dds.errors import answer_to
from tests.docs.markdown import text_of

DOCUMENT = text_of("docs/errors.md")


class Row(NamedTuple):
    """One line of the table."""

    code: str
    status: str
    meaning: str
    limits: str
    remedy: str


def rows() -> list[Row]:
    lines = [line for line in DOCUMENT.splitlines() if line.startswith("| `")]
    return [Row(*(cell.strip() for cell in line.strip("|").split("|"))) for line in lines]


def test_the_table_has_every_code_in_the_order_of_the_register() -> None:
    assert [row.code.strip("`") for row in rows()] == list(Reason)


def test_the_table_names_the_numbers_of_each_code() -> None:
    for row in rows():
        named = tuple(re.findall(r"`(\w+)`", row.limits))
        assert named == Reason(row.code.strip("`")).limits, row.code


def test_every_row_says_status_meaning_and_remedy() -> None:
    for row in rows():
        assert re.fullmatch(r"-|[45]\d\d(, [45]\d\d)*", row.status), row
        assert row.meaning
        assert row.remedy


def test_the_example_is_an_answer_of_the_service() -> None:
    shown = json.loads(DOCUMENT.split("```json\n")[1].split("```")[0])
    limits = shown["limits"]
    refusal = Refusal(Reason.CHUNK_SIZE_OUT_OF_RANGE, Field.SIZE, limits)
    assert answer_to(ValidationFailed(refusal)) == (400, shown)
