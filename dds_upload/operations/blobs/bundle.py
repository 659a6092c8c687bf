"""The operations of blobs as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.blobs.check_blobs import CheckBlobs
from dds_upload.operations.blobs.clean_blobs import CleanBlobs
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.blobs.remember_blobs import RememberBlobs
from dds_upload.operations.blobs.store_blobs import StoreBlobs
from dds_upload.operations.blobs.store_stream import StoreStream


@dataclass(frozen=True, slots=True)
class BlobOperations:
    """Storing, checking and removing chunks that are kept once by their content."""

    store: StoreBlobs
    store_stream: StoreStream
    remember: RememberBlobs
    confirm: ConfirmBlobs
    check: CheckBlobs
    clean: CleanBlobs
