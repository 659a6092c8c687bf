"""The commands `uploads list` and `uploads requeue`, for after a limit or storage was repaired."""

from __future__ import annotations

import argparse
import sys
from typing import Any
from uuid import UUID

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command, add_group, add_json
from dds_upload.commands.output import print_json, print_table
from dds_upload.core.uploads.upload import Upload
from dds_upload.protocols.dds.words import WORDS

_COLUMNS = ("id", "state", "name", "size", "created_at", "failed_at", "error_message")


def add_commands(subparsers: Any) -> None:
    """Add `uploads`."""
    uploads = add_group(subparsers, "uploads", "show uploads, and put failed ones back to work")
    show = add_command(uploads, "list", list_uploads, "show the newest uploads")
    show.add_argument("--failed", action="store_true", help="those that failed, all of them")
    show.add_argument("--limit", type=int, default=50, help="how many at the most (default: 50)")
    add_json(show)
    help = "assemble failed uploads again, after a limit was raised or storage repaired"
    which = add_command(uploads, "requeue", requeue, help).add_mutually_exclusive_group(
        required=True
    )
    which.add_argument("id", metavar="ID", nargs="?", type=UUID, help="one upload")
    which.add_argument("--failed", action="store_true", help="all that failed")


def list_uploads(service: Service, args: argparse.Namespace) -> int:
    """Print them, newest first."""
    manage = service.operations.uploads.manage
    uploads = manage.failed() if args.failed else manage.recent(max(args.limit, 1))
    shown = [_shown(upload) for upload in uploads]
    if args.json:
        print_json(shown)
    else:
        print_table(_COLUMNS, [list(row.values()) for row in shown])
    return 0


def requeue(service: Service, args: argparse.Namespace) -> int:
    """Queue them. An upload that has not failed is left alone, and reported."""
    wanted = None if args.failed else [args.id]
    queued = service.operations.uploads.manage.requeue(wanted)
    for upload_id in queued:
        print(f"{upload_id} is queued")
    if wanted and not queued:
        print(f"error: {args.id} is not an upload that failed", file=sys.stderr)
        return 1
    return 0


def _shown(upload: Upload) -> dict[str, object]:
    shown = {name: getattr(upload, name) for name in _COLUMNS if name != "error_message"}
    return {**shown, "error_message": WORDS.say_failure(upload.failure) if upload.failure else None}
