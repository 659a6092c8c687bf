"""Describes dds_upload/protocols/sentry/chunk_upload.py."""

from __future__ import annotations

from dds_upload.protocols.sentry.chunk_receiver import GZIP, PLAIN
from dds_upload.protocols.sentry.document.calls import call
from dds_upload.web.openapi.parts import MULTIPART, answer, body
from dds_upload.web.openapi.schemas import Json, array, record, reference, shown, text, whole
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/organizations/{org}/chunk-upload": _chunk_upload("of_organization", ""),
        "/chunk-upload": _chunk_upload("of_caller", " The organisation is the caller's only one."),
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {"Capabilities": shown("The limits of chunks.", _capabilities()), "Chunks": _chunks()}


def _chunk_upload(which: str, more: str) -> Json:
    return {
        "get": call(
            f"chunks_limits_{which}",
            f"Read how large chunks may be, and how many can be sent at once.{more}",
            {200: answer("The limits.", reference("Capabilities"))},
            refused=[403, 404],
        ),
        "post": call(
            f"chunks_store_{which}",
            f"Store chunks. If one has other content than its name says, the others stay.{more}",
            {200: answer("All chunks are stored.")},
            refused=[400, 403, 404, 411, 413, 415, 507],
            requestBody=body({MULTIPART: reference("Chunks")}),
        ),
    }


def _capabilities() -> dict[str, Json]:
    return {
        "url": text("The URL to send chunks to."),
        "chunkSize": whole("The size of chunks in bytes; a power of two."),
        "chunksPerRequest": whole("The most chunks of a request."),
        "maxFileSize": whole("The largest file, in bytes."),
        "maxRequestSize": whole("The most bytes of all chunks of a request."),
        "concurrency": whole("The number of requests to send at once."),
        "hashAlgorithm": text("The algorithm that names chunks.", const="sha1"),
        "compression": array(text(), "The allowed compressions of chunks."),
        "accept": array(text(), "The kinds of files that can be made."),
    }


def _chunks() -> Json:
    chunk = text(format="binary")
    return record(
        "Chunks; the file name of each part is its SHA-1, as 40 lower-case hexadecimal digits.",
        {
            PLAIN: array(chunk, "Chunks without compression."),
            GZIP: array(chunk, "Chunks that were compressed by gzip."),
        },
    )
