"""The objects of an upload, whether it was joined or not."""

from __future__ import annotations

import json
from typing import Any

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.manifest import ObjectKey
from providers.swift.edge import swift_errors
from providers.swift.newest import NEWEST
from providers.swift.session import Session


def names_below(session: Session, key: ObjectKey) -> list[str]:
    """Names of all objects below `key/`, from the container's listing and from the manifest.

    The listing has chunks that no manifest names. The manifest has chunks that the listing may not
    show yet: it may be behind on a busy cluster.
    """
    prefix = f"{key.name}/"
    named = (name for name in _segments(session, key) if name.startswith(prefix))
    return sorted({*(it["name"] for it in entries_below(session, key)), *named})


def entries_below(session: Session, key: ObjectKey) -> list[dict[str, Any]]:
    """The container's listing below `key/`: `name`, `bytes` and `hash` of each object."""
    found: list[dict[str, Any]] = []
    while True:
        try:
            _, page = session.call(
                client.get_container,
                key.container,
                prefix=f"{key.name}/",
                marker=found[-1]["name"] if found else None,
                limit=session.cluster().listing_max,
                headers=NEWEST,
            )
        except ObjectMissing:
            return found
        found += page
        # swiftclient's full_listing asks once more to see that nothing is left.
        if len(page) < session.cluster().listing_max:
            return found


def _segments(session: Session, key: ObjectKey) -> list[str]:
    """Names of the manifest's segments in its own container; none if `key` is no manifest."""
    try:
        headers = session.call(client.head_object, key.container, key.name, headers=NEWEST)
        if headers.get("x-static-large-object", "").lower() != "true":
            return []
        _, body = session.call(
            client.get_object,
            key.container,
            key.name,
            query_string="multipart-manifest=get",
            headers=NEWEST,
        )
    except ObjectMissing:
        return []
    with swift_errors("multipart-manifest=get"):
        entries: list[dict[str, Any]] = json.loads(body)
    inside = f"/{key.container}/"
    return [e["name"].removeprefix(inside) for e in entries if e["name"].startswith(inside)]
