"""Removes many objects: in bulk if the cluster offers that, else one by one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import ObjectMissing, StorageUnavailable
from dds_upload.core.storage.manifest import ObjectKey
from providers.swift.edge import swift_errors
from providers.swift.session import Session

#: The most names in one request, even if the cluster would take more.
BULK_MAX = 10_000

_HEADERS = {"Content-Type": "text/plain", "Accept": "application/json"}


def remove_all(session: Session, keys: Sequence[ObjectKey]) -> None:
    """Remove these objects, and no segment of a manifest among them. A missing one is no error.

    Raises StorageUnavailable if one of them could not be removed; the others may be gone then.
    """
    most = min(session.cluster().bulk_delete_max, BULK_MAX) if len(keys) > 1 else 0
    if most > 1:
        for start in range(0, len(keys), most):
            _remove_in_bulk(session, keys[start : start + most])
    else:
        for key in keys:
            _remove(session, key)


def _remove(session: Session, key: ObjectKey) -> None:
    try:
        session.call(client.delete_object, key.container, key.name)
    except ObjectMissing:
        return


def _remove_in_bulk(session: Session, keys: Sequence[ObjectKey]) -> None:
    """The status is always 200: the result is in the body."""
    lines = "".join(f"{quote(str(key))}\n" for key in keys)
    _, body = session.call(
        client.post_account, _HEADERS, query_string="bulk-delete", data=lines.encode()
    )
    with swift_errors("bulk-delete"):
        outcome: dict[str, Any] = json.loads(body)
    errors = outcome.get("Errors", [])
    if errors or not str(outcome.get("Response Status", "")).startswith("200"):
        first = f", such as {errors[0][1]}" if errors else ""
        status = outcome.get("Response Status")
        raise StorageUnavailable(f"Swift: bulk-delete: {status}, {len(errors)} errors{first}")
