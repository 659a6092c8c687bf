"""The file with the manifest of a joined file.

    {"version": 1, "content_type": "...", "filename": "...",
     "segments": [{"container": "...", "name": "...", "size": 1, "digest": "md5:..."}, ...]}

It names objects and digests, not paths: a root can be moved, and segments may belong to any upload.
"""

from __future__ import annotations

import json

from dds_upload.core.errors import StorageRefused
from dds_upload.core.storage.digest import HEX_LENGTH, Digest, is_value_of
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment

_VERSION = 1


def dumped(manifest: Manifest, *, content_type: str, filename: str) -> bytes:
    """The manifest as the bytes of its file."""
    document = {
        "version": _VERSION,
        "content_type": content_type,
        "filename": filename,
        "segments": [
            {
                "container": segment.key.container,
                "name": segment.key.name,
                "size": segment.size,
                "digest": str(segment.digest),
            }
            for segment in manifest
        ],
    }
    return json.dumps(document).encode()  # with an indent it would take five times as long


def loaded(data: bytes) -> Manifest:
    """The manifest in `data`; raises StorageRefused if this version cannot read it."""
    try:
        document = json.loads(data)
        if document["version"] != _VERSION:
            raise StorageRefused(f"a manifest of version {document['version']} is not known")
        return Manifest(tuple(_segment(entry) for entry in document["segments"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StorageRefused("a stored manifest is damaged") from error


def _segment(entry: dict[str, object]) -> Segment:
    container, name, size, digest = (entry[k] for k in ("container", "name", "size", "digest"))
    if not (isinstance(container, str) and isinstance(name, str) and isinstance(digest, str)):
        raise TypeError("names and digests are strings")
    if not isinstance(size, int) or size < 0:
        raise TypeError("a size is a number of bytes")
    algorithm, _, value = digest.partition(":")
    if algorithm not in HEX_LENGTH or not is_value_of(algorithm, value):
        raise ValueError("not a digest")
    return Segment(ObjectKey(container, name), size, Digest(algorithm, value))
