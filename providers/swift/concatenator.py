"""Joining stored segments to one object: Swift's static large object."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote

from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import (
    ManifestRefused,
    Mismatch,
    StorageRefused,
    StorageUnavailable,
    UploadServiceError,
)
from dds_upload.core.storage.disposition import kept_attachment
from dds_upload.core.storage.header_value import is_header_value
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from providers.names import checked
from providers.swift.edge import is_final
from providers.swift.segments import SwiftSegments
from providers.swift.session import Session

#: Swift's sentence about a segment that differs from the manifest.
_DIFFERS = frozenset({"404 Not Found", "Size Mismatch", "Etag Mismatch"})

_UNAUTHORIZED = 401

#: Paths of segments, each with Swift's sentence about it.
Named = list[tuple[str, str]]


class SwiftConcatenator:
    """Writes manifests; Swift compares each segment's size, and its md5 if that is known.

    If a segment's digest is of another algorithm, its present bytes are used: `put` compared that
    digest when the segment was stored. In any case Swift notes each segment's md5 in the manifest,
    and refuses to read a segment that has changed since.

    Swift may have compared with a node that is behind. So a segment that differs is looked at again
    before the file is refused. Segments that may end by themselves are looked at first.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._check = SwiftSegments(session)

    def concatenate(
        self, key: ObjectKey, manifest: Manifest, *, content_type: str, filename: str
    ) -> None:
        """Without heartbeat: the status is the verdict, and the answer to a 400 has the reasons."""
        checked(key)
        if not is_header_value(content_type):
            raise StorageRefused(f"no header can carry the content type {content_type!r}")
        if not self._check.is_listing_enough():
            self._keep(manifest)
        headers = {"Accept": "application/json", "Content-Disposition": kept_attachment(filename)}
        try:
            self._session.call(
                put_manifest,
                key.container,
                key.name,
                json.dumps([_entry(segment) for segment in manifest]).encode(),
                content_type=content_type,
                headers=headers,
                query_string="multipart-manifest=put",
            )
        except StorageRefused as refused:
            raise self._verdict(refused, key, manifest) from refused.__cause__

    def _keep(self, manifest: Manifest) -> None:
        """Ensure that no segment ends by itself.

        Raises ManifestRefused if one has ended already.
        """
        problems = self._confirmed(manifest, range(len(manifest.segments)))
        if problems:
            raise ManifestRefused(problems)

    def _verdict(
        self, refused: StorageRefused, key: ObjectKey, manifest: Manifest
    ) -> UploadServiceError:
        """The error for a refusal to make the file `key`.

        Swift also answers 400 if it could not look at a segment. Then the answer names the segments
        with the status that came instead, such as `503 Service Unavailable`, and the file itself is
        not at fault.
        """
        named = _errors(refused.__cause__)
        problems = self._confirmed(manifest, _positions(named, manifest))
        if problems:
            return ManifestRefused(problems)
        if named or not is_final(refused, key):
            return StorageUnavailable(str(refused))
        return refused

    def _confirmed(
        self, manifest: Manifest, positions: Sequence[int]
    ) -> list[tuple[int, Mismatch]]:
        """The segments that also differ in their newest replica, and how."""
        segments = [manifest.segments[at] for at in positions]
        asked = list(dict.fromkeys(segments))
        faults = dict(zip(asked, self._check.faults(asked), strict=True))
        pairs = zip(positions, segments, strict=True)
        return [(at, fault) for at, segment in pairs if (fault := faults[segment])]


def put_manifest(*args: Any, **kwargs: Any) -> str:
    """Like swiftclient's put_object, for manifests: a token that has ended is a 401.

    Behind Keystone Swift checks the token last, after it has parsed the request, and before that it
    asks for the segments with it. So a manifest with such a token is answered with 400, and `401
    Unauthorized` for each segment.
    """
    try:
        etag: str = client.put_object(*args, **kwargs)
    except client.ClientException as error:
        if any(reason.startswith(f"{_UNAUTHORIZED} ") for _, reason in _errors(error)):
            error.http_status = _UNAUTHORIZED
        raise
    return etag


def _entry(segment: Segment) -> dict[str, str | int]:
    entry: dict[str, str | int] = {"path": f"/{segment.key}", "size_bytes": segment.size}
    if segment.digest.algorithm == "md5":
        entry["etag"] = segment.digest.value
    return entry


def _positions(named: Named, manifest: Manifest) -> list[int]:
    """The positions of the manifest's segments that differ, in ascending order."""
    differ = {path for path, reason in named if reason in _DIFFERS}
    return [at for at, segment in enumerate(manifest) if f"/{segment.key}" in differ]


def _errors(cause: BaseException | None) -> Named:
    """The segments in Swift's answer; none if it is about something else."""
    if not isinstance(cause, client.ClientException):
        return []
    try:
        errors = json.loads(cause.http_response_content)["Errors"]
        return [(unquote(path), reason) for path, reason in errors]
    except (ValueError, KeyError, TypeError):
        return []  # not an answer about segments, such as 413
