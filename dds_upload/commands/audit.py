"""The command `audit`: whether database and storage say the same."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.audit import Difference, Finding


def add_commands(subparsers: Any) -> None:
    """Add `audit`."""
    help = "compare database and storage; exit code 1 if anything is found"
    parser = add_command(subparsers, "audit", audit, help)
    parser.add_argument(
        "--repair",
        action="store_true",
        help="remove bytes that nothing refers to, mark damaged what lost its bytes",
    )


def audit(service: Service, args: argparse.Namespace) -> int:
    """Go through all providers, and print a line for each difference."""
    found = 0
    for provider in service.parts.providers:
        if provider.abilities.inventory is None:
            print(f"{provider.slug}: its storage cannot be listed")
            continue
        number = _one(service, provider, repair=args.repair)
        print(f"{provider.slug}: {number} found" if number else f"{provider.slug}: ok")
        found += number
    return 1 if found else 0


def _one(service: Service, provider: StorageProvider, *, repair: bool) -> int:
    number = 0
    operations = service.operations.uploads
    for _, some in groupby(operations.audit(provider), key=_whose):
        findings = list(_told(provider, some))
        number += sum(it.difference is not Difference.DAMAGED for it in findings)
        if repair:
            operations.repair(provider, findings)
    return number


def _whose(finding: Finding) -> object:
    return finding.expected.owner_id if finding.expected else finding.key


def _told(provider: StorageProvider, findings: Iterator[Finding]) -> Iterator[Finding]:
    for it in findings:
        what = f"{it.expected.what} " if it.expected else ""
        print(f"{provider.slug}: {what}{_shown(it.key)}: {it.difference}")
        yield it


def _shown(key: ObjectKey) -> str:
    return str(key)
