"""Describes dds_upload/protocols/dds/chunks.py."""

from __future__ import annotations

from dds_upload.core.uploads.holdings import ChunkState
from dds_upload.protocols.dds.chunk_messages import MANY_CHUNKS, NEW_CHUNK
from dds_upload.protocols.dds.document.calls import call, page, paging
from dds_upload.protocols.dds.document.common import signed_request
from dds_upload.web.openapi.bodies import published
from dds_upload.web.openapi.parts import FORM, JSON, answer
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    instant,
    or_null,
    reference,
    shown,
    text,
    whole,
)
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    ranges = array(reference("MissingRange"), "The chunks that storage lacks, as ascending ranges.")
    lacking = {"missing": ranges, "missing_bytes": whole("The number of these bytes.")}
    return {
        "/uploads/{upload_id}/chunks": {
            "get": call(
                "chunks_list",
                "List the chunks of an upload, and which of them storage really has.",
                {200: page("HeldChunk", **lacking)},
                refused=[507],
                parameters=paging(),
            ),
            "put": call(
                "chunks_announce",
                "Announce a chunk and get a signed URL to send it to; or announce many at once.",
                {200: answer("The signed URL, or a result for each chunk.", _granted())},
                refused=[409],
                requestBody=_announced(),
            ),
        }
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {
        "NewChunk": _new(),
        "ManyChunks": published(
            MANY_CHUNKS,
            "Chunks to announce in one call, each judged by itself.",
            {"chunks": "The chunks."},
            chunks=reference("NewChunk"),
        ),
        "Grant": shown("The signed URL for a chunk.", _grant()),
        "GrantResult": {
            "description": "The result for one of many chunks.",
            "anyOf": [
                shown("The signed URL.", {"number": _number(), **_grant()}),
                shown(
                    "The error that the chunk would have got in a call of its own.",
                    {"number": _number(), "error": reference("Error")},
                ),
            ],
        },
        "GrantResults": shown(
            "The results for many chunks.",
            {"results": array(reference("GrantResult"), "In the order of the chunks.")},
        ),
        "UploadChunk": shown("A chunk that was granted.", _chunk()),
        "HeldChunk": shown(
            "A chunk, and its state in storage.",
            {
                **_chunk(),
                "state": text("The state of the chunk in storage.", enum=list(ChunkState)),
            },
            {"offset": whole("The byte at which it begins, if chunks have no numbers.")},
        ),
        "MissingRange": shown(
            "A range of chunk numbers, or of bytes if chunks have no numbers; both ends included.",
            {"first": whole("The first."), "last": whole("The last.")},
        ),
    }


def _granted() -> Json:
    return {"anyOf": [reference("Grant"), reference("GrantResults")]}


def _announced() -> Json:
    either = {"anyOf": [reference("NewChunk"), reference("ManyChunks")]}
    encoding = {"hash": {"style": "deepObject", "explode": True}}
    form = {"schema": reference("NewChunk"), "encoding": encoding}
    return {"required": True, "content": {JSON: {"schema": either}, FORM: form}}


def _grant() -> dict[str, Json]:
    return {**signed_request(), "expires_on": instant("When that URL expires.")}


def _number() -> Json:
    return or_null(whole("The chunk's number; null if it had none."))


def _chunk() -> dict[str, Json]:
    return {
        "number": whole("Its number."),
        "size": whole("Its size in bytes."),
        "hash": reference("Digest"),
    }


def _new() -> Json:
    return published(
        NEW_CHUNK,
        "A chunk to send.",
        {
            "number": "Its number; files are joined in the order of numbers.",
            "size": "Its size in bytes.",
            "hash": "The digest of its bytes.",
            "hash.value": "The digest in hexadecimal digits.",
            "hash.algorithm": "The algorithm: the `chunk_hash_algorithm` of the storage provider.",
        },
    )
