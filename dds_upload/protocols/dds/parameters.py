"""Parts of requests that many DDS resources have: ids in paths, pages, texts in queries."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

import falcon

from dds_upload.core.errors import NotFound
from dds_upload.core.paging import PAGE_SIZE, PAGE_SIZE_MAX, Page, PageRequest
from dds_upload.core.reasons import Kind
from dds_upload.web.messages import is_text
from dds_upload.web.words import refused

#: Headers a page of another origin may read.
PAGING_HEADERS = (
    "X-Total",
    "X-Total-Pages",
    "X-Page",
    "X-Per-Page",
    "X-Next-Page",
    "X-Prev-Page",
)

#: Pages beyond this are refused: their offset would leave the 64 bits of a database.
PAGE_MAX = 2**31

#: Python reads no number of more than 4300 digits.
_SIZE_DIGITS_MAX = 4000


def to_id(text: str, kind: Kind) -> UUID:
    """An id; a text that is no UUID names nothing, so it is not found."""
    try:
        return _known_uuid(text) if len(text) == _UUID_LENGTH else UUID(text)
    except ValueError:
        raise NotFound(kind) from None


#: A client names the same upload thousands of times.
_known_uuid = lru_cache(4096)(UUID)
_UUID_LENGTH = 36


def page_request(req: falcon.Request) -> PageRequest:
    """`page` (from 1) and `per_page` of the query; raises ValidationFailed naming them."""
    number = _positive(req, "page", 1, PAGE_MAX, "is invalid")
    size = _positive(
        req, "per_page", PAGE_SIZE, PAGE_SIZE_MAX, f"must be less than or equal to {PAGE_SIZE_MAX}"
    )
    return PageRequest(number, size)


def set_page(resp: falcon.Response, wanted: PageRequest, page: Page[Any]) -> None:
    """The paging headers; only ever on collections, because the client refuses them elsewhere.

    `X-Total` counts existing items; there may be more pages than that needs (see core.paging).
    """
    number, size = wanted.number, wanted.size
    resp.set_headers(
        {
            "X-Total": str(page.total),
            "X-Total-Pages": str(page.pages_to_read(size)),
            "X-Page": str(number),
            "X-Per-Page": str(size),
            "X-Next-Page": str(number + 1) if number < page.pages(size) else "",
            "X-Prev-Page": str(number - 1) if number > 1 else "",
        }
    )


def query_text(req: falcon.Request, name: str) -> str | None:
    """A text of the query; None when absent, "" when blank. Raises ValidationFailed."""
    values = req.params.get(name)
    value = values[-1] if isinstance(values, list) else values
    if value is not None and not is_text(value):
        raise refused("contains characters that cannot be stored", name)
    return value


def query_size(req: falcon.Request, name: str) -> int | None:
    """A number of bytes, however large; None when absent or blank. Raises ValidationFailed."""
    value = query_text(req, name)
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= _SIZE_DIGITS_MAX):
        raise refused("is not a number of bytes", name)
    return int(value)


def _positive(req: falcon.Request, name: str, default: int, largest: int, too_large: str) -> int:
    value = query_text(req, name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) > 0):
        raise refused("is invalid", name)
    if int(value) > largest:
        raise refused(too_large, name)
    return int(value)
