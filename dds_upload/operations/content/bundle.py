"""The operations of files by content as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.content.request_files import RequestFiles


@dataclass(frozen=True, slots=True)
class ContentOperations:
    """Files that are requested by their content, and their way into projects."""

    request_files: RequestFiles
    deliver_files: DeliverFiles
