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

#: What is said of a segment that is not as the manifest has it.
_DIFFERS = frozenset({"404 Not Found", "Size Mismatch", "Etag Mismatch"})

_UNAUTHORIZED = 401

#: Paths of segments, each with what is said of it.
Named = list[tuple[str, str]]


class SwiftConcatenator:
    """Writes manifests; Swift compares each segment's size, and its md5 where that is known.

    A segment known by another digest is taken as it is now: put has proven that digest when the
    segment was stored. Whatever the digest, Swift notes each segment's md5 in the manifest and
    refuses to read one that has changed since.

    Its comparison may have met a node that is behind, so what it calls different is looked at again
    before anything is refused. What clients may have told to end by itself is looked at before.
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
        """See to it that no segment ends by itself. Raises ManifestRefused where that is late."""
        problems = self._confirmed(manifest, range(len(manifest.segments)))
        if problems:
            raise ManifestRefused(problems)

    def _verdict(
        self, refused: StorageRefused, key: ObjectKey, manifest: Manifest
    ) -> UploadServiceError:
        """What a refusal to make the file `key` means for it.

        Swift answers 400 as well where it could not look at a segment: then the segments are named
        with what came instead, such as `503 Service Unavailable`, and nothing is said of the file.
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
        """Which of these segments differ in their newest replica, too, and how."""
        segments = [manifest.segments[at] for at in positions]
        asked = list(dict.fromkeys(segments))
        faults = dict(zip(asked, self._check.faults(asked), strict=True))
        pairs = zip(positions, segments, strict=True)
        return [(at, fault) for at, segment in pairs if (fault := faults[segment])]


def put_manifest(*args: Any, **kwargs: Any) -> str:
    """Like swiftclient's put_object, for manifests: a token that has ended is a 401.

    Behind Keystone Swift looks at the token last, when the request was understood, and before that
    it asks for the segments by it. So a manifest with such a token is answered with 400, and
    `401 Unauthorized` for each segment.
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
    """Of the segments of the manifest that are said to differ, in ascending order."""
    differ = {path for path, reason in named if reason in _DIFFERS}
    return [at for at, segment in enumerate(manifest) if f"/{segment.key}" in differ]


def _errors(cause: BaseException | None) -> Named:
    """The segments that Swift's answer names; none where it speaks of something else."""
    if not isinstance(cause, client.ClientException):
        return []
    try:
        errors = json.loads(cause.http_response_content)["Errors"]
        return [(unquote(path), reason) for path, reason in errors]
    except (ValueError, KeyError, TypeError):
        return []  # not an answer about segments, such as 413
