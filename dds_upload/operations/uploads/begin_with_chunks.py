"""Begins an upload and announces its first chunks in one call: a small file has no others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.request_keys import RequestKey
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.uploads.records import UploadDetails
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from dds_upload.operations.uploads.create_upload import CreateUpload, FileOffer
from dds_upload.operations.uploads.grant_chunks import Answer, GrantChunks


@dataclass(frozen=True, slots=True)
class BeginWithChunks:
    """The two existing steps, one after the other."""

    create: CreateUpload
    grant: GrantChunks

    def __call__(
        self,
        caller: Caller,
        project_id: UUID,
        offer: FileOffer,
        chunks: Sequence[ChunkOffer],
        key: RequestKey | None = None,
    ) -> tuple[UploadDetails, Sequence[Answer]]:
        """The upload, and an answer to each of its chunks, in their order.

        Raises what beginning raises. If the upload was begun before and takes no more chunks, all
        chunks are refused.
        """
        upload = self.create.begin(caller, project_id, offer, key)
        try:
            answers = self.grant(caller, upload.id, chunks)
        except ValidationFailed as closed:
            answers = [closed] * len(chunks)
        return self.create.shown(upload.id), answers
