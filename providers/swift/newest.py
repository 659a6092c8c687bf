"""Asks for the newest of an object's replicas, instead of any of them.

A node that was away for a while may be behind: until it is replicated it gives old bytes, and
removed objects. Swift asks all nodes of an object if a request demands it (its API's header
X-Newest), which costs more. So only requests that prove something do so.
"""

from __future__ import annotations

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import Mismatch, ObjectMissing
from dds_upload.core.storage.manifest import Segment
from providers.swift.expiry import NEVER, SHOWN_AS
from providers.swift.session import Session

NEWEST = {"X-Newest": "true"}


def fault_of(session: Session, segment: Segment) -> Mismatch | None:
    """How the newest stored object differs from what a manifest says; None if it does not.

    An object without a fault that would end by itself stays afterwards.
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
    """Remove the end of an object. It may have ended just now: then it is missing."""
    key = segment.key
    try:
        session.call(client.post_object, key.container, key.name, headers=dict(NEVER))
    except ObjectMissing:
        return Mismatch.MISSING
    return None
