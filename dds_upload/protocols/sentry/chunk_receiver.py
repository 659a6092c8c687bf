"""Reads the chunks of one request out of its body, and has Sentry's words for their faults."""

from __future__ import annotations

from collections.abc import Iterable

import falcon

from dds_upload.core.errors import BadRequest, ValidationFailed
from dds_upload.operations.blobs.chunk_batch import BatchFault, ChunkBatch
from dds_upload.protocols.sentry.inflating import Inflating
from dds_upload.protocols.sentry.words import BATCH
from dds_upload.web.multipart import Part
from dds_upload.web.words import refused

#: The names of parts that are chunks, plain and compressed; others are skipped.
PLAIN, GZIP = "file", "file_gzip"


def receive_chunks(parts: Iterable[Part], batch: ChunkBatch) -> None:
    """Read the parts into the batch, until one more can change nothing.

    Raises BadRequest and falcon's 4xx for a form that cannot be read.
    """
    try:
        for part in parts:
            if not part.name:
                raise BadRequest("a part has no name")
            if part.name in (PLAIN, GZIP):
                _receive(part, batch)
            if batch.fault is BatchFault.TOO_MANY_CHUNKS:
                return
    except falcon.HTTPContentTooLarge:
        batch.cut_off()


def refusal(fault: BatchFault) -> ValidationFailed:
    """The error for a fault of the batch."""
    return refused(BATCH[fault])


def _receive(part: Part, batch: ChunkBatch) -> None:
    if not part.filename:
        raise BadRequest(f"a part {part.name} has no filename")
    source = Inflating(part.stream) if part.name == GZIP else part.stream
    batch.receive(part.filename, source)
