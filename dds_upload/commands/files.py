"""The command `files restore`, for files that were deleted by mistake."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command, add_group
from dds_upload.core.errors import NotFound, ObjectMissing
from dds_upload.core.reasons import Kind

_WHY_NOT: Mapping[Kind, str] = {
    Kind.FILE: "there is no deleted file of that id",
    Kind.PROJECT: "its project is deleted",
}


def add_commands(subparsers: Any) -> None:
    """Add `files`."""
    files = add_group(subparsers, "files", "bring deleted files back")
    help = "bring a deleted file back, for as long as DELETED_KEPT says"
    restore = add_command(files, "restore", restore_file, help)
    restore.add_argument("id", metavar="FILE_ID", type=UUID, help="the file, as clients know it")


def restore_file(service: Service, args: argparse.Namespace) -> int:
    """Restore it, or print the reason why not."""
    try:
        file = service.operations.directory.restore_file.by_operator(args.id)
    except NotFound as error:
        return _refuse(args.id, _WHY_NOT[error.kind])
    except ObjectMissing:
        return _refuse(args.id, "its content is not kept any more")
    print(f"{file.id} is restored: {file.name}")
    return 0


def _refuse(file_id: UUID, why: str) -> int:
    print(f"error: {file_id} is not restored: {why}", file=sys.stderr)
    return 1
