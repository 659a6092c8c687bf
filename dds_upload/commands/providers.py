"""The commands `providers list`, `check` and `configure`."""

from __future__ import annotations

import argparse
from typing import Any

from dds_upload.bootstrap.installation import storage_faults
from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command, add_group, add_json
from dds_upload.commands.output import print_json, print_table
from dds_upload.core.errors import UploadServiceError
from dds_upload.core.storage.providers import StorageProvider

_COLUMNS = (
    "id",
    "slug",
    "display_name",
    "chunk_max_number",
    "chunk_max_size_bytes",
    "is_default",
    "is_deprecated",
)


def add_commands(subparsers: Any) -> None:
    """Add `providers`."""
    help = "show the storage providers, try them out, set them up"
    providers = add_group(subparsers, "providers", help)
    show = "show the providers of this environment"
    add_json(add_command(providers, "list", list_providers, show))
    check = "try the real storage and list every fault; exit code 1 if there is any"
    add_command(providers, "check", check_providers, check)
    configure = "set the storage up: the keys that sign URLs, the file that marks a disk"
    add_command(providers, "configure", configure_providers, configure)


def list_providers(service: Service, args: argparse.Namespace) -> int:
    """Print them as they are configured."""
    shown = [_shown(provider) for provider in service.parts.providers]
    if args.json:
        print_json(shown)
    else:
        print_table(_COLUMNS, [list(row.values()) for row in shown])
    return 0


def check_providers(service: Service, args: argparse.Namespace) -> int:
    """Try all of them, even after the first fault."""
    origins = list(service.parts.settings.cors_origins)
    providers = list(service.parts.providers)
    inspected = [fault for provider in providers for fault in _inspect(provider, origins)]
    faults = list(dict.fromkeys([*inspected, *storage_faults(service)]))
    for provider in providers:
        own = [fault for fault in faults if fault.startswith(f"{provider.slug}: ")]
        print("\n".join(own) if own else f"{provider.slug}: ok")
    return 1 if faults else 0


def configure_providers(service: Service, args: argparse.Namespace) -> int:
    """Set up all that can be set up."""
    failed = False
    for provider in service.parts.providers:
        try:
            inspector = provider.abilities.inspector
            marked = service.operations.storage.mark(provider)
            done = [*([marked] if marked else []), *(inspector.configure() if inspector else [])]
            done = done or ["nothing to configure"]
        except UploadServiceError as error:
            done, failed = [f"error: {error}"], True
        print("\n".join(f"{provider.slug}: {line}" for line in done))
    return 1 if failed else 0


def _inspect(provider: StorageProvider, origins: list[str]) -> list[str]:
    inspector = provider.abilities.inspector
    found = inspector.inspect(origins) if inspector else []
    return [f"{provider.slug}: {fault}" for fault in found]


def _shown(provider: StorageProvider) -> dict[str, object]:
    policy = provider.policy
    return {
        "id": provider.id,
        "slug": provider.slug,
        "display_name": provider.display_name,
        "chunk_max_number": policy.chunk_max_number,
        "chunk_max_size_bytes": policy.chunk_max_size_bytes,
        "is_default": provider.is_default,
        "is_deprecated": provider.is_deprecated,
    }
