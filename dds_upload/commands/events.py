"""The command `events list`, which shows events of uploads and files."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command, add_group, add_json
from dds_upload.commands.output import print_json, print_table
from dds_upload.core.events.event import RecordedEvent

_IDS = ("upload_id", "project_id", "file_id", "user_id", "agent_id")
_SHOWN = ("id", "at", "kind", "upload_id", "file_id", "user_id", "code", "count", "request_id")


def add_commands(subparsers: Any) -> None:
    """Add `events`."""
    events = add_group(subparsers, "events", "show what happened to uploads and files")
    show = add_command(events, "list", list_events, "show events in their order, the oldest first")
    show.add_argument("--after", type=int, metavar="ID", help="those behind this event")
    show.add_argument("--upload", type=UUID, metavar="ID", help="those of one upload")
    show.add_argument("--request", metavar="ID", help="those that came of one request")
    help = "how many at the most (default: 50); without --after the newest of them"
    show.add_argument("--limit", type=int, default=50, help=help)
    add_json(show)


def list_events(service: Service, args: argparse.Namespace) -> int:
    """Print them."""
    found = service.operations.events.read(
        after=args.after, limit=max(args.limit, 1), upload_id=args.upload, request_id=args.request
    )
    shown = [_shown(each) for each in found]
    if args.json:
        print_json(shown)
    else:
        print_table(_SHOWN, [[row[name] for name in _SHOWN] for row in shown])
    return 0


def _shown(recorded: RecordedEvent) -> dict[str, object]:
    event = recorded.event
    return {
        "id": recorded.id,
        "at": event.at,
        "kind": event.kind.value,
        **{name: getattr(event, name) for name in _IDS},
        "code": event.code,
        "count": recorded.count,
        "details": dict(event.details),
        "request_id": recorded.request_id,
    }
