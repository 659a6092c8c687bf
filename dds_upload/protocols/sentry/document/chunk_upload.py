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
    return {"Capabilities": shown("What may be sent.", _capabilities()), "Chunks": _chunks()}


def _chunk_upload(which: str, more: str) -> Json:
    return {
        "get": call(
            f"chunks_limits_{which}",
            f"What may be sent, how large and how much at once.{more}",
            {200: answer("That.", reference("Capabilities"))},
            refused=[403, 404],
        ),
        "post": call(
            f"chunks_store_{which}",
            f"Store chunks. Where one is not what its name says, the others are stored.{more}",
            {200: answer("All are stored.")},
            refused=[400, 403, 404, 411, 413, 415, 507],
            requestBody=body({MULTIPART: reference("Chunks")}),
        ),
    }


def _capabilities() -> dict[str, Json]:
    return {
        "url": text("Where chunks are to be sent."),
        "chunkSize": whole("How large a chunk may be, in bytes; a power of two."),
        "chunksPerRequest": whole("How many chunks a request may have."),
        "maxFileSize": whole("How large a file may be, in bytes."),
        "maxRequestSize": whole("How large the chunks of a request may be together, in bytes."),
        "concurrency": whole("How many requests to send at once."),
        "hashAlgorithm": text("What chunks are named by.", const="sha1"),
        "compression": array(text(), "How chunks may be compressed."),
        "accept": array(text(), "What files can be made of."),
    }


def _chunks() -> Json:
    chunk = text(format="binary")
    return record(
        "Chunks; the file name of each part is its SHA-1, as 40 lower-case hexadecimal digits.",
        {
            PLAIN: array(chunk, "Chunks as they are."),
            GZIP: array(chunk, "Chunks that were compressed by gzip."),
        },
    )
