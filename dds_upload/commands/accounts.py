"""The commands `users`. They print keys exactly once: when they were made just now."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import (
    add_command,
    add_group,
    add_json,
    print_once,
)
from dds_upload.commands.output import print_json, print_table
from dds_upload.core.accounts.organizations import DEFAULT
from dds_upload.operations.accounts.users import Keys

_KEPT = "Keep them: the service has only their digests and cannot show them again."
_REPLACED = (
    "The former keys issue no more tokens; tokens issued with them end within two hours, at once "
    "with `users disable`."
)


def add_commands(subparsers: Any) -> None:
    """Add `users` to the parser of the command line."""
    users = add_group(subparsers, "users", "create, list, disable users; give them new keys")
    create = add_command(users, "create", create_user, "make a user; prints keys and token, once")
    _add_name(create)
    create.add_argument("--admin", action="store_true", help="may do everything in every project")
    create.add_argument("--full-name", default="", help="as shown to others (default: NAME)")
    create.add_argument("--email", default="", help="shown to others")
    create.add_argument(
        "--organization",
        action="append",
        default=[],
        metavar="SLUG",
        help=f"lets the user into it; may be repeated (default: {DEFAULT})",
    )
    add_json(create)
    add_json(add_command(users, "list", list_users, "show all users"))
    keys = add_command(users, "keys", replace_keys, "replace both keys of a user; the old ones end")
    _add_name(keys)
    add_json(keys)
    disable = "refuse a user's keys and tokens, at once"
    _add_name(add_command(users, "disable", disable_user, disable))
    enable = "accept a disabled user's keys and tokens"
    _add_name(add_command(users, "enable", enable_user, enable))


def create_user(service: Service, args: argparse.Namespace) -> int:
    """Make a user and print the user's keys and token."""
    created = service.operations.accounts.users.create(
        args.name,
        full_name=args.full_name,
        email=args.email,
        is_admin=args.admin,
        organizations=args.organization,
    )
    user = created.user
    shown = {"id": user.id, "username": user.username, "is_admin": user.is_admin}
    secrets = {**_revealed(created.keys), "api_token": created.api_token.reveal()}
    print_once({**shown, **secrets}, _KEPT, as_json=args.json)
    return 0


def list_users(service: Service, args: argparse.Namespace) -> int:
    """Print all users."""
    users = [asdict(user) for user in service.operations.accounts.users.all()]
    if args.json:
        print_json(users)
        return 0
    columns = ("username", "full_name", "email", "is_admin", "disabled_at", "last_login_at")
    print_table(columns, [[user[column] for column in columns] for user in users])
    return 0


def replace_keys(service: Service, args: argparse.Namespace) -> int:
    """Make and print new keys."""
    keys = service.operations.accounts.users.replace_keys(args.name)
    shown = {"username": args.name, **_revealed(keys)}
    print_once(shown, f"{_KEPT}\n{_REPLACED}", as_json=args.json)
    return 0


def disable_user(service: Service, args: argparse.Namespace) -> int:
    """Lock the user out."""
    service.operations.accounts.users.disable(args.name)
    print(f"{args.name} is disabled")
    return 0


def enable_user(service: Service, args: argparse.Namespace) -> int:
    """Let the user in again."""
    service.operations.accounts.users.enable(args.name)
    print(f"{args.name} is enabled")
    return 0


def _add_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="username: no spaces, slashes or colons")


def _revealed(keys: Keys) -> dict[str, object]:
    return {"user_key": keys.user_key.reveal(), "agent_key": keys.agent_key.reveal()}
