"""Resources by path; whatever else speaks this protocol adds its own."""

from __future__ import annotations

from collections.abc import Sequence

from dds_upload.protocols.sentry.chunk_upload import ChunkOperations, ChunkUpload
from dds_upload.web.origin import Origin


def routes(operations: ChunkOperations, origin: Origin, accept: Sequence[str]) -> dict[str, object]:
    """`accept` names what files can be made of, as clients spell it."""
    chunks = ChunkUpload(operations, origin, accept)
    return {"/chunk-upload": chunks, "/organizations/{org}/chunk-upload": chunks}
