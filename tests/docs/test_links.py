"""Links among our own documents lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT

PAGES = sorted(
    page
    for pattern in ("*.md", "docs/*.md", "client/*.md", "dds_upload/protocols/*/*.md")
    for page in ROOT.glob(pattern)
)

#: Parts of the repository, to whose files a page refers by path.
_PARTS = "benchmarks|client|config|db|dds_upload|deploy|docs|portal|providers|tests"

#: What a build makes.
_MADE = ("portal/dist", "portal/node_modules", "portal/screenshots", "benchmarks/results")


def anchors(page: Path) -> set[str]:
    """What GitHub makes of its headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_leads_to_a_page_and_a_heading_that_are_there(page: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)", page.read_text())
    for path, anchor in targets:
        target = page.parent / path if path else page
        assert target.exists(), path
        if anchor:
            assert anchor in anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_path_that_is_named_is_there(page: Path) -> None:
    named = re.findall(rf"`((?:{_PARTS})/[\w./-]*)`", page.read_text())
    lost = [it for it in named if not (ROOT / it).exists() and not it.startswith(_MADE)]
    assert not lost
