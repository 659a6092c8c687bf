"""The command `audit`: whether database and storage agree."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command, print_faults
from dds_upload.commands.progress import Progress
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.audit import Difference, Finding
from dds_upload.operations.uploads.audit_content import Thoroughness


def add_commands(subparsers: Any) -> None:
    """Add `audit`."""
    help = "compare database and storage; exit code 1 if anything is found"
    parser = add_command(subparsers, "audit", audit, help)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="remove bytes that nothing refers to, mark damaged what lost its bytes",
    )
    parser.add_argument(
        "--content",
        action="store_true",
        help="read all bytes and compare their digests, at VERIFY_BYTES_PER_SECOND at most",
    )
    parser.add_argument(
        "--after",
        metavar="KEY",
        type=ObjectKey.parse,
        help="read on behind this object, where an audit with --content was broken off",
    )
    parser.add_argument(
        "--discard",
        action="store_true",
        help="with --repair and --content, remove what differs from its digest, to be sent again",
    )
    parser.add_argument("--provider", metavar="SLUG", help="go through that one only")


def audit(service: Service, args: argparse.Namespace) -> int:
    """Go through the providers, and print a line for each difference."""
    providers = [it for it in service.parts.providers if args.provider in (None, it.slug)]
    if print_faults(_faults(args, providers)):
        return 1
    found = 0
    for provider in providers:
        if provider.abilities.inventory is None:
            print(f"{provider.slug}: its storage cannot be listed")
            continue
        with Progress(provider.slug, sys.stderr) as progress:
            number = _one(service, provider, args, progress)
        print(f"{provider.slug}: {number} found" if number else f"{provider.slug}: ok")
        found += number
    return 1 if found else 0


def _faults(args: argparse.Namespace, providers: list[StorageProvider]) -> list[str]:
    if not providers:
        return [f"there is no provider {args.provider}"]
    if args.discard and not (args.repair and args.content):
        return ["--discard is for --repair with --content"]
    if args.after and not args.content:
        return ["--after is for --content"]
    if args.after and len(providers) > 1:
        return ["--after is for one provider: name it by --provider"]
    return []


def _one(
    service: Service, provider: StorageProvider, args: argparse.Namespace, progress: Progress
) -> int:
    number = 0
    operations = service.operations.uploads
    if args.repair:
        service.operations.storage.prepare_containers.again(provider)
    thoroughness = Thoroughness(args.content, args.after, progress.advance)
    for _, some in groupby(operations.audit(provider, thoroughness), key=_whose):
        findings = list(_told(provider, some, progress))
        number += sum(it.difference is not Difference.DAMAGED for it in findings)
        if args.repair:
            operations.repair(provider, findings, discard=args.discard)
    return number


def _whose(finding: Finding) -> object:
    return finding.expected.owner_id if finding.expected else finding.key


def _told(
    provider: StorageProvider, findings: Iterator[Finding], progress: Progress
) -> Iterator[Finding]:
    for it in findings:
        what = f"{it.expected.what} " if it.expected else ""
        progress.clear()
        print(f"{provider.slug}: {what}{it.key}: {it.difference}", flush=True)
        yield it
