"""Builds the assembly of uploads, with their pieces and outcomes."""

from __future__ import annotations

from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.operations.blobs.blob_pieces import BlobPieces
from dds_upload.operations.blobs.bundle import BlobOperations
from dds_upload.operations.content.bundle import ContentOperations
from dds_upload.operations.content.files_outcome import FilesOutcome
from dds_upload.operations.placements.artifact_outcome import ArtifactOutcome
from dds_upload.operations.uploads.assemble_upload import AssembleUpload
from dds_upload.operations.uploads.join_segments import JoinSegments
from dds_upload.operations.uploads.outcomes import NoOutcome, Outcomes
from dds_upload.operations.uploads.pieces import NumberedPieces, PiecesByAddressing, WholePiece
from dds_upload.operations.uploads.prove_claim import ProveClaim


def build_assembly(
    parts: Parts, records: Records, *, blobs: BlobOperations, content: ContentOperations
) -> AssembleUpload:
    """The assembly of uploads of any kind."""
    return AssembleUpload(
        queue=records.work_queue,
        pieces=_by_addressing(parts, records, blobs),
        join=JoinSegments(parts.providers),
        prove=ProveClaim(parts.providers),
        outcomes=_outcomes(parts, records, content),
        clock=parts.clock,
        measures=parts.measures,
        retry=parts.retry,
    )


def _by_addressing(parts: Parts, records: Records, blobs: BlobOperations) -> PiecesByAddressing:
    of_blobs = BlobPieces(records.blobs, blobs.check, parts.clock)
    return {
        Addressing.WHOLE: WholePiece(),
        Addressing.NUMBER: NumberedPieces(records.chunks),
        Addressing.CONTENT: of_blobs,
        Addressing.OFFSET: of_blobs,
    }


def _outcomes(parts: Parts, records: Records, content: ContentOperations) -> Outcomes:
    queue, uploads = records.work_queue, records.uploads
    reads_back = parts.settings.verification.whole_file
    files = FilesOutcome(
        queue=queue,
        uploads=uploads,
        content_uploads=records.content_uploads,
        providers=parts.providers,
        processors=parts.processors,
        deliver=content.deliver_files,
        transactions=parts.database,
        clock=parts.clock,
    )
    artifact = ArtifactOutcome(
        queue=queue,
        uploads=uploads,
        commits=records.commits,
        artifacts=records.artifacts,
        transactions=parts.database,
        clock=parts.clock,
    )
    return Outcomes(
        NoOutcome(
            queue=queue,
            uploads=uploads,
            clock=parts.clock,
            transactions=parts.database,
            verifications=records.verifications if reads_back else None,
        ),
        {OutcomeKind.ARTIFACT: artifact, OutcomeKind.FILES: files},
    )
