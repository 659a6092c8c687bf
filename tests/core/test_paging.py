"""How many pages a list has, and how many a client should read."""

from __future__ import annotations

import pytest

from dds_upload.core.paging import Page, PageRequest


def test_pages_lie_side_by_side() -> None:
    assert [(it.offset, it.last) for it in (PageRequest(1, 3), PageRequest(2, 3))] == [
        (0, 3),
        (3, 6),
    ]


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (3, 1), (4, 2), (100, 34)])
def test_a_list_from_which_nothing_was_removed_has_the_pages_it_needs(
    total: int, pages: int
) -> None:
    page: Page[str] = Page([], total)
    assert (page.pages(3), page.pages_to_read(3)) == (pages, pages)


def test_what_was_removed_still_takes_room() -> None:
    page: Page[str] = Page([], 1, positions=7)
    assert (page.pages(3), page.pages_to_read(3)) == (3, 3)


@pytest.mark.parametrize(
    ("positions", "pages", "to_read"), [(9, 3, 3), (10, 4, 4), (20, 7, 8), (100, 34, 37)]
)
def test_a_list_that_is_not_settled_is_read_a_tenth_further(
    positions: int, pages: int, to_read: int
) -> None:
    page: Page[str] = Page([], 5, positions, unsettled=True)
    assert (page.pages(3), page.pages_to_read(3)) == (pages, to_read)


def test_other_items_are_on_the_same_page() -> None:
    assert Page([1, 2], 5, 9, unsettled=True).of(["a", "b"]) == Page(
        ["a", "b"], 5, 9, unsettled=True
    )
