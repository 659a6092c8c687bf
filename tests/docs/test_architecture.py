"""ARCHITECTURE.md: every path it names exists, and every room of the house is on the map."""

from __future__ import annotations

import re

import pytest

from tests.docs.markdown import ROOT, code_spans, text_of

MAP = text_of("ARCHITECTURE.md")
ROOMS = sorted(
    str(path.parent.relative_to(ROOT))
    for name in ("dds_upload", "providers", "db", "config")
    for path in (ROOT / name).rglob("__init__.py")
)


@pytest.mark.parametrize(
    "path", sorted({span for span in code_spans(MAP) if re.fullmatch(r"[\w.-]+/[\w./-]*", span)})
)
def test_every_path_it_names_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_on_the_map(room: str) -> None:
    assert f"`{room}/`" in MAP
