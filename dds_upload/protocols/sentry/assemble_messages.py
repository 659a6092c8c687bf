"""Bodies of requests to assemble files. Lists of chunks are long, and so checked by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import falcon

from dds_upload.core.content.requests import FileRequest
from dds_upload.core.errors import BadRequest, ValidationFailed
from dds_upload.core.storage.digest import are_values_of, is_value_of
from dds_upload.protocols.sentry.kinds import ARTIFACT_BUNDLES, kind_of
from dds_upload.web.bodies import read_json
from dds_upload.web.json_weight import TooHeavy
from dds_upload.web.messages import Message, is_text, text
from dds_upload.web.names import file_name
from dds_upload.web.words import refused

#: The largest body in bytes. A proxy has to let pass as much for chunks anyway.
BODY_MAX = 2**25

#: How much it may weigh (see dds_upload/web/json_weight.py). A command sends the lists of all its
#: files at once: each weighs some 25, and each of its chunks 2. There is room for 5,000 files of
#: three chunks each, or for 75 files of 1000 chunks: 0.6 TiB in chunks of 8 MiB. To look up all of
#: them takes less than two seconds.
WEIGHT_MAX = 152_000

#: What one chunk weighs.
_CHUNK_WEIGHT = 2

#: Beyond its chunks, the only file of a request weighs less than this.
_FILE_WEIGHT = 10_000

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


def read_debug_files(req: falcon.Request, chunks_max: int) -> list[NamedFile]:
    """The files by checksum. Raises ValidationFailed and BadRequest.

    There may be a file of `chunks_max` chunks, the most at its storage provider.
    """
    return [_debug_file(checksum, entry) for checksum, entry in _read(req, chunks_max).items()]


def read_bundle(req: falcon.Request, chunks_max: int) -> Bundle:
    """The one bundle. Raises ValidationFailed and BadRequest.

    It may have `chunks_max` chunks, the most at its storage provider.
    """
    body = BUNDLE.check(_read(req, chunks_max))
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


def _chunks(checksum: str, values: list[Any]) -> tuple[str, ...]:
    if not are_values_of("sha1", values):
        raise _no_sha1(f"{checksum}.chunks")
    return tuple(values)


def _checked(field: str, value: object) -> str:
    if not isinstance(value, str) or not is_value_of("sha1", value):
        raise _no_sha1(field)
    return value


def _no_sha1(field: str) -> ValidationFailed:
    return refused("must be a SHA-1: 40 lower-case hexadecimal digits", field)


def _read(req: falcon.Request, chunks_max: int) -> dict[str, Any]:
    weight_of_one = chunks_max * _CHUNK_WEIGHT + _FILE_WEIGHT
    try:
        return read_json(req, BODY_MAX, max(WEIGHT_MAX, weight_of_one))
    except TooHeavy as error:
        raise BadRequest("Too many files and chunks in one request") from error
    except BadRequest as error:
        raise BadRequest("Invalid json body") from error
