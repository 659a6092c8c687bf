"""The containers of this service in an account, in which other programs may have some, too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.layout import is_container
from providers.swift.session import Session

T = TypeVar("T")

#: How many are asked for at the same time.
AT_ONCE = 8

#: The headers of a container, with lower-case names.
Headers = Mapping[str, str]


def own_containers(session: Session) -> dict[str, Headers]:
    """Their headers by name. One request each, a few at a time: for administrators."""
    _, entries = session.call(client.get_account, full_listing=True)
    names = [entry["name"] for entry in entries if is_container(entry["name"])]
    found = at_once(lambda name: _headers(session, name), names)
    return {name: headers for name, headers in zip(names, found, strict=True) if headers}


def at_once(work: Callable[[str], T], names: Sequence[str]) -> list[T]:
    """The result for each, in order; the first error ends it."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(work, names))


def _headers(session: Session, name: str) -> Headers | None:
    try:
        headers: Headers = session.call(client.head_container, name)
    except ObjectMissing:  # removed since it was listed
        return None
    return headers
