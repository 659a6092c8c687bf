"""The commands `uploads list` and `uploads requeue`, for when storage or a limit was repaired."""

from __future__ import annotations

import argparse
import sys
from typing import Any
from uuid import UUID

from dds_upload.adapters.jobs import ASSEMBLE
from dds_upload.bootstrap.service import OpenService
from dds_upload.commands.output import print_json, print_table
from dds_upload.core.uploads.upload import Upload
from dds_upload.protocols.dds.words import WORDS

_COLUMNS = ("id", "state", "name", "size", "created_at", "failed_at", "error_message")


def add_commands(subparsers: Any) -> None:
    """Add `uploads`."""
    help = "show uploads, and put failed ones back to work"
    parser = subparsers.add_parser("uploads", help=help, description=help)
    group = parser.add_subparsers(metavar="COMMAND", required=True)

    help = "show the newest uploads"
    show = group.add_parser("list", help=help, description=help)
    show.add_argument("--failed", action="store_true", help="those that failed, all of them")
    show.add_argument("--limit", type=int, default=50, help="how many at the most (default: 50)")
    show.add_argument("--json", action="store_true", help="print JSON")
    show.set_defaults(run=list_uploads)

    help = "assemble failed uploads again, after a limit was raised or storage repaired"
    again = group.add_parser("requeue", help=help, description=help)
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("id", metavar="ID", nargs="?", type=UUID, help="one upload")
    which.add_argument("--failed", action="store_true", help="all that failed")
    again.set_defaults(run=requeue)


def list_uploads(open_service: OpenService, args: argparse.Namespace) -> int:
    """Print them, newest first."""
    with open_service() as service:
        rows = service.records.work_queue
        uploads = rows.failed() if args.failed else rows.recent(max(args.limit, 1))
    shown = [_shown(upload) for upload in uploads]
    if args.json:
        print_json(shown)
    else:
        print_table(_COLUMNS, [list(row.values()) for row in shown])
    return 0


def requeue(open_service: OpenService, args: argparse.Namespace) -> int:
    """Queue them; what is not failed is left alone and said."""
    with open_service() as service:
        wanted = None if args.failed else [args.id]
        queued = service.records.work_queue.requeue(wanted, service.parts.clock())
        for upload_id in queued:
            service.parts.jobs.hint(ASSEMBLE)(upload_id)
            print(f"{upload_id} is queued")
    if wanted and not queued:
        print(f"error: {args.id} is not an upload that failed", file=sys.stderr)
        return 1
    return 0


def _shown(upload: Upload) -> dict[str, object]:
    shown = {name: getattr(upload, name) for name in _COLUMNS if name != "error_message"}
    return {**shown, "error_message": WORDS.say_failure(upload.failure) if upload.failure else None}
