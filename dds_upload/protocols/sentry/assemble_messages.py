"""Bodies of requests to assemble files. Lists of chunks are long, and so checked by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import falcon

from dds_upload.core.content.requests import FileRequest
from dds_upload.core.errors import BadRequest
from dds_upload.core.storage.digest import is_value_of
from dds_upload.protocols.sentry.kinds import ARTIFACT_BUNDLES, kind_of
from dds_upload.web.bodies import read_json
from dds_upload.web.messages import Message, is_text, text
from dds_upload.web.names import file_name
from dds_upload.web.words import refused

#: The largest body in bytes. A command sends the lists of all its files at once, 43 bytes a chunk:
#: there is room for 600 files of 1000 chunks each, or some 6 TiB in chunks of 8 MiB, and a proxy
#: has to let pass as much for chunks anyway.
BODY_MAX = 2**25

#: How much it may weigh (see dds_upload/web/json_weight.py): such chunks, 2 for each, and files.
WEIGHT_MAX = 1_250_000

#: How many projects a bundle may be for.
PROJECTS_MAX = 1000

_CHUNKS = {"type": "array"}
DEBUG_FILE = Message(
    {
        "name": text(blank=True),
        "debug_id": text(blank=True, optional=True),
        "chunks": _CHUNKS,
    },
    required=("name", "chunks"),
)
#: How many characters of a wrong checksum an answer repeats.
_TOLD = 64

#: A UUID, for some formats with a number after it.
_DEBUG_ID = re.compile(r"[0-9a-f-]{1,64}")
BUNDLE = Message(
    {
        "checksum": text(),
        "chunks": _CHUNKS,
        "projects": {"type": "array", "items": text(), "maxItems": PROJECTS_MAX},
        "version": text(blank=True, optional=True),
        "dist": text(blank=True, optional=True),
    },
    required=("checksum", "chunks"),
)


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file with its client's name for it."""

    name: str
    request: FileRequest


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle, and the slugs or ids of its projects."""

    request: FileRequest
    projects: tuple[str, ...]


def read_debug_files(req: falcon.Request) -> list[NamedFile]:
    """The files by checksum; raises ValidationFailed and BadRequest."""
    return [_debug_file(checksum, entry) for checksum, entry in _read(req).items()]


def read_bundle(req: falcon.Request) -> Bundle:
    """The one bundle; raises ValidationFailed and BadRequest."""
    body = BUNDLE.check(_read(req))
    checksum = _checked("checksum", body["checksum"])
    projects = tuple(dict.fromkeys(body.get("projects", ())))
    if not projects:
        raise refused("You need to specify at least one project")
    if body.get("dist") and not body.get("version"):
        raise refused("You need to specify a release together with a dist")
    name = f"{checksum}.zip"
    chunks = _chunks(checksum, body["chunks"])
    return Bundle(FileRequest(ARTIFACT_BUNDLES, checksum, name, chunks), projects)


def _debug_file(checksum: str, entry: object) -> NamedFile:
    _checked(checksum[:_TOLD], checksum)
    if not isinstance(entry, dict):
        raise refused("is invalid", checksum)
    if not _is_plain(entry):
        DEBUG_FILE.check(entry)
    name, chunks = entry["name"], _chunks(checksum, entry["chunks"])
    debug_id = (entry.get("debug_id") or "").lower()
    if debug_id and not _DEBUG_ID.fullmatch(debug_id):
        raise refused("is invalid", f"{checksum}.debug_id")
    kept = file_name(name, checksum)
    return NamedFile(name, FileRequest(kind_of(name), checksum, kept, chunks, debug_id or None))


def _is_plain(entry: dict[str, Any]) -> bool:
    """Whether DEBUG_FILE finds no fault, in a tenth of its time; false means: ask it."""
    name, debug_id = entry.get("name"), entry.get("debug_id")
    return (
        isinstance(name, str)
        and is_text(name)
        and (debug_id is None or (isinstance(debug_id, str) and is_text(debug_id)))
        and isinstance(entry.get("chunks"), list)
    )


def _chunks(checksum: str, values: Iterable[Any]) -> tuple[str, ...]:
    return tuple(_checked(f"{checksum}.chunks", value) for value in values)


def _checked(field: str, value: object) -> str:
    if not isinstance(value, str) or not is_value_of("sha1", value):
        raise refused("must be a SHA-1: 40 lower-case hexadecimal digits", field)
    return value


def _read(req: falcon.Request) -> dict[str, Any]:
    try:
        return read_json(req, BODY_MAX, WEIGHT_MAX)
    except BadRequest as error:
        raise BadRequest("Invalid json body") from error
