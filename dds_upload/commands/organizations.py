"""The commands `organizations`: owners of projects, and their members."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import add_command, add_group, add_json
from dds_upload.commands.output import print_json, print_table
from dds_upload.core.accounts.organizations import Overview

_HELP = "create and list organisations, let users in and out"


def add_commands(subparsers: Any) -> None:
    """Add `organizations` to the parser of the command line."""
    organizations = add_group(subparsers, "organizations", _HELP)
    create = add_command(organizations, "create", create_organization, "make an organisation")
    create.add_argument("slug", metavar="SLUG", help="lower-case letters, digits, - and _")
    create.add_argument("--name", default="", help="as shown to others (default: SLUG)")
    add_json(create)
    add_json(add_command(organizations, "list", list_organizations, "show all organisations"))
    add = "let a user into an organisation"
    _add_member_arguments(add_command(organizations, "add", add_member, add))
    remove = "let a user into an organisation no longer; roles in its projects stay"
    _add_member_arguments(add_command(organizations, "remove", remove_member, remove))


def create_organization(service: Service, args: argparse.Namespace) -> int:
    """Make an organisation without members."""
    made = service.operations.accounts.organizations.create(args.slug, args.name)
    if args.json:
        print_json(asdict(made))
    else:
        print(f"{made.slug} is created; let users in with `organizations add {made.slug} USER`")
    return 0


def list_organizations(service: Service, args: argparse.Namespace) -> int:
    """Print all of them with their numbers of members and projects."""
    rows = [_shown(overview) for overview in service.operations.accounts.organizations.all()]
    if args.json:
        print_json(rows)
        return 0
    columns = ("id", "slug", "name", "members", "projects", "created_at")
    print_table(columns, [[row[column] for column in columns] for row in rows])
    return 0


def add_member(service: Service, args: argparse.Namespace) -> int:
    """Make a user a member."""
    service.operations.accounts.organizations.add_member(args.organization, args.user)
    print(f"{args.user} is a member of {args.organization}")
    return 0


def remove_member(service: Service, args: argparse.Namespace) -> int:
    """Remove a member."""
    service.operations.accounts.organizations.remove_member(args.organization, args.user)
    print(f"{args.user} is no member of {args.organization}")
    return 0


def _add_member_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("organization", metavar="ORG", help="slug or id, as shown by `list`")
    parser.add_argument("user", metavar="USER", help="username")


def _shown(overview: Overview) -> dict[str, object]:
    numbers = {"members": overview.members, "projects": overview.projects}
    return {**asdict(overview.organization), **numbers}
