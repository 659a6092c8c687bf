"""Which texts are slugs, and which slugs names become."""

from __future__ import annotations

from itertools import islice
from uuid import UUID, uuid4

import pytest

from dds_upload.core.accounts.slugs import (
    SLUG_MAX,
    further_slugs,
    is_slug,
    reference_in,
    root_of,
    slug_of,
)

ID = "9c5f9b54-6a1c-4c6e-8f0c-0d6d3bd1a001"
NAMES = [
    ("Mice", "mice"),
    ("Mice & Rats (2024)", "mice-rats-2024"),
    ("  --_a_b_--  ", "a_b"),
    ("Zo\u00eb's fran\u00e7ais", "zoe-s-francais"),
    ("\u0130stanbul", "istanbul"),
    ("a\u5f35b", "a-b"),
    ("\u5f35", "project"),
    ("!!!", "project"),
    ("\ud800", "project"),
    ("2024", "project-2024"),
    ("1" * 60, "project-" + "1" * 42),
    (ID, f"project-{ID}"),
    (ID.replace("-", "").upper(), "project-" + ID.replace("-", "")),
    ("x" * 49 + " y", "x" * 49),
    ("project", "project"),
]


@pytest.mark.parametrize(("name", "slug"), NAMES)
def test_a_name_gives_a_slug(name: str, slug: str) -> None:
    assert slug_of(name, otherwise="project") == slug
    assert is_slug(slug)
    assert slug_of(slug, otherwise="project") == slug


@pytest.mark.parametrize("text", ["a", "a-b_c", "-", "1a", "0" * 49 + "x", "x" * SLUG_MAX])
def test_slugs(text: str) -> None:
    assert is_slug(text)
    assert reference_in(text) == text


@pytest.mark.parametrize(
    "text", ["", "A", "a b", "a\n", "a\0", "1", "\u0661", "\u00e9", "x" * 51, "a.b", "\ud800"]
)
def test_what_is_neither_slug_nor_id_names_nothing(text: str) -> None:
    assert not is_slug(text)
    assert reference_in(text) is None


@pytest.mark.parametrize("text", [ID, ID.upper(), ID.replace("-", "")])
def test_an_id_is_no_slug(text: str) -> None:
    assert not is_slug(text)
    assert reference_in(text) == UUID(ID)


def test_further_slugs_count_past_those_taken() -> None:
    assert list(islice(further_slugs("mice", {"mice", "mice-3"}), 3)) == [
        "mice-2",
        "mice-4",
        "mice-5",
    ]


@pytest.mark.parametrize("slug", ["mice", "x" * 50, "x" * 39 + "-" + "y" * 10, ID[:-3]])
def test_further_slugs_are_slugs_that_begin_with_the_root(slug: str) -> None:
    for further in islice(further_slugs(slug, ()), 200):
        assert is_slug(further)
        assert further.startswith(root_of(slug))


def test_no_id_ever_passes_for_a_slug() -> None:
    assert not [text for text in (uuid4().hex for _ in range(1000)) if is_slug(text)]
