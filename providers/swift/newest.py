"""Asking for the newest of an object's replicas, instead of any of them.

A node that was away for a while may be behind: until it is replicated it goes on giving old bytes,
and what was removed. Swift asks all nodes that hold an object where a request says so (its API's
header X-Newest), which costs more. So whatever proves something asks so, and nothing else.
"""

from __future__ import annotations

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import Mismatch, ObjectMissing
from dds_upload.core.storage.manifest import Segment
from providers.swift.expiry import NEVER, SHOWN_AS
from providers.swift.session import Session

NEWEST = {"X-Newest": "true"}


def fault_of(session: Session, segment: Segment) -> Mismatch | None:
    """How the newest stored object differs from what a manifest says; None where it does not.

    One that is as it should be, and would end by itself, does so no more afterwards.
    """
    key = segment.key
    try:
        found = session.call(client.head_object, key.container, key.name, headers=NEWEST)
    except ObjectMissing:
        return Mismatch.MISSING
    if int(found["content-length"]) != segment.size:
        return Mismatch.SIZE
    known = segment.digest
    if known.algorithm == "md5" and found["etag"].strip('"') != known.value:
        return Mismatch.DIGEST
    return _kept(session, segment) if SHOWN_AS in found else None


def _kept(session: Session, segment: Segment) -> Mismatch | None:
    """Tell an object not to end by itself. It may just have: then it is missing."""
    key = segment.key
    try:
        session.call(client.post_object, key.container, key.name, headers=dict(NEVER))
    except ObjectMissing:
        return Mismatch.MISSING
    return None
