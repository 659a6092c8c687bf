"""Clients that walk through the pages of a list while something happens between two of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from falcon import testing

from tests.directory.client import Client

#: What happens between two pages.
Meanwhile = Callable[[], object]

#: Gives the next page of a walk by its headers: the first page's and those of the last one read.
Pages = Callable[[Mapping[str, str], Mapping[str, str]], bool]

#: Reads a page of a list: its path, the number of the page, and how many items are on one.
Read = Callable[[str, int, int], testing.Result]


def counted_once(first: Mapping[str, str], last: Mapping[str, str]) -> bool:
    """As DukeDSClient goes on: it reads the number of pages from the first one only."""
    return int(last["x-page"]) < int(first["x-total-pages"])


def by_next_page(first: Mapping[str, str], last: Mapping[str, str]) -> bool:
    """As the portal goes on: each page says whether there is another one."""
    return last["x-next-page"] != ""


class Walk:
    """One client on its way through the pages of a list; it has read the first one."""

    def __init__(self, read: Read, path: str, size: int, goes_on: Pages) -> None:
        self._read, self.path, self._size, self._goes_on = read, path, size, goes_on
        self._first = self._last = read(path, 1, size)
        #: Keys of the items in the order in which they were read.
        self.found = _keys(self._first)

    def step(self) -> bool:
        """Read the next page; false where the client sees no more of them."""
        if not self._goes_on(self._first.headers, self._last.headers):
            return False
        number = int(self._last.headers["x-page"]) + 1
        self._last = self._read(self.path, number, self._size)
        self.found += _keys(self._last)
        return True


def walks(api: Client, path: str, size: int, meanwhile: Meanwhile) -> list[list[str]]:
    """What each kind of client finds, if something happens between the first two pages of both."""
    read = partial(read_page, api)
    both = [Walk(read, path, size, goes_on) for goes_on in (counted_once, by_next_page)]
    meanwhile()
    for it in both:
        while it.step():
            pass
    return [it.found for it in both]


def listed(api: Client, path: str) -> list[str]:
    """Keys of all items, on one page; as many as are counted."""
    whole = read_page(api, path, 1, 1000)
    found = _keys(whole)
    assert whole.headers["x-total"] == str(len(found))
    return found


def read_page(api: Client, path: str, number: int, size: int) -> testing.Result:
    """A page of a list, with no more items than fit."""
    mark = "&" if "?" in path else "?"
    page = api.call("GET", f"{path}{mark}page={number}&per_page={size}")
    assert len(page.json["results"]) <= size
    return page


def _keys(page: testing.Result) -> list[str]:
    """Ids; members have those of their users."""
    return [it["id"] if "id" in it else it["user"]["id"] for it in page.json["results"]]
