"""Clients that walk through the pages of a list while something happens between two of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, repeat

from falcon import testing

from tests.protocols.dds.directory_client import Client

#: What happens between two pages.
Meanwhile = Callable[[], object]

#: Gives the next page of a walk by its headers: the first page's and those of the last one read.
Pages = Callable[[Mapping[str, str], Mapping[str, str]], bool]


def counted_once(first: Mapping[str, str], last: Mapping[str, str]) -> bool:
    """As DukeDSClient goes on: it reads the number of pages from the first one only."""
    return int(last["x-page"]) < int(first["x-total-pages"])


def by_next_page(first: Mapping[str, str], last: Mapping[str, str]) -> bool:
    """As the portal goes on: each page says whether there is another one."""
    return last["x-next-page"] != ""


def walk(
    api: Client, path: str, size: int, meanwhile: Iterable[Meanwhile], goes_on: Pages
) -> list[str]:
    """Keys of the items in the order in which they were read."""
    happens: Iterator[Meanwhile] = chain(meanwhile, repeat(lambda: None))
    first = last = _page(api, path, 1, size)
    found = _keys(first)
    while goes_on(first.headers, last.headers):
        next(happens)()
        last = _page(api, path, int(last.headers["x-page"]) + 1, size)
        found += _keys(last)
    return found


def listed(api: Client, path: str) -> list[str]:
    """Keys of all items, on one page; as many as are counted."""
    whole = _page(api, path, 1, 1000)
    found = _keys(whole)
    assert whole.headers["x-total"] == str(len(found))
    return found


def _page(api: Client, path: str, number: int, size: int) -> testing.Result:
    mark = "&" if "?" in path else "?"
    page = api.call("GET", f"{path}{mark}page={number}&per_page={size}")
    assert len(page.json["results"]) <= size
    return page


def _keys(page: testing.Result) -> list[str]:
    """Ids; members have those of their users."""
    return [it["id"] if "id" in it else it["user"]["id"] for it in page.json["results"]]
