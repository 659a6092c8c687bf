"""Lists all objects that an account has for this service, page by page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.inventory import Stored
from dds_upload.core.storage.layout import is_container
from dds_upload.core.storage.manifest import ObjectKey
from providers.swift.newest import NEWEST
from providers.swift.session import Session

Entry = dict[str, Any]


class SwiftInventory:
    """Swift lists by the bytes of names; a joined file is recognised by its `slo_etag`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def objects(self) -> Iterator[Stored]:
        for container in self._entries(client.get_account):
            if is_container(container["name"]):
                yield from self._in(container["name"])

    def _in(self, container: str) -> Iterator[Stored]:
        try:
            for entry in self._entries(client.get_container, container, headers=NEWEST):
                yield _stored(container, entry)
        except ObjectMissing:  # removed since it was listed
            return

    def _entries(self, function: Callable[..., Any], *args: Any, **more: Any) -> Iterator[Entry]:
        most, marker = self._session.cluster().listing_max, None
        while True:
            _, page = self._session.call(function, *args, marker=marker, limit=most, **more)
            yield from page
            if len(page) < most:
                return
            marker = page[-1]["name"]


def _stored(container: str, entry: Entry) -> Stored:
    is_joined = "slo_etag" in entry
    return Stored(
        ObjectKey(container, entry["name"]),
        None if is_joined else entry["bytes"],
        None if is_joined else Digest("md5", entry["hash"]),
        datetime.fromisoformat(entry["last_modified"]).replace(tzinfo=UTC),
    )
