"""Puts blobs together: chunks that are kept once by their content."""

from __future__ import annotations

from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.core.remembered import Remembered
from dds_upload.operations.blobs.bundle import BlobOperations
from dds_upload.operations.blobs.check_blobs import CheckBlobs
from dds_upload.operations.blobs.clean_blobs import CleanBlobs
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.blobs.remember_blobs import RememberBlobs
from dds_upload.operations.blobs.store_blobs import StoreBlobs
from dds_upload.operations.blobs.store_stream import StoreStream


def build_blobs(parts: Parts, records: Records) -> BlobOperations:
    """The operations of blobs. A chunk that arrives ends the failures of files that need it."""
    blobs, providers, clock = records.blobs, parts.providers, parts.clock
    confirm = ConfirmBlobs(blobs, clock, Remembered(most=100_000))
    remember = RememberBlobs(blobs, confirm, clock)
    return BlobOperations(
        store=StoreBlobs(
            blobs=blobs,
            remember=remember,
            confirm=confirm,
            clock=clock,
            writers=parts.writers,
            arrived=records.requested_files.forget_failures,
        ),
        store_stream=StoreStream(blobs, remember, confirm, clock),
        remember=remember,
        confirm=confirm,
        check=CheckBlobs(providers, blobs, clock),
        clean=CleanBlobs(blobs, providers, clock),
    )
