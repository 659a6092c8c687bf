"""The commands `users` and `tokens`. They print keys exactly once: when these were just made."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict
from typing import Any, Protocol
from uuid import UUID

from dds_upload.commands.output import print_json, print_table
from dds_upload.core.errors import UploadServiceError
from dds_upload.operations.accounts import AccountOperations, Keys

_KEPT = "Keep them: the service has only their digests and cannot show them again."
_REPLACED = (
    "The former keys issue no more tokens; tokens issued with them end within two hours, at once "
    "with `users disable`."
)


class Service(Protocol):
    """The part of an opened service that is used here."""

    @property
    def accounts(self) -> AccountOperations: ...


#: Opens the service's database for one command, and closes it again.
OpenService = Callable[[], AbstractContextManager[Service]]
Handler = Callable[[argparse.Namespace, AccountOperations], int]


def add_commands(subparsers: Any) -> None:
    """Add `users` and `tokens` to the parser of the command line.

    Each sets `run`: call `args.run(open_service, args)`; it gives the exit code.
    """
    _add_users(_group(subparsers, "users", "create, list, disable users; give them new keys"))
    _add_tokens(_group(subparsers, "tokens", "list and revoke long-lived API tokens"))


def _add_users(users: Any) -> None:
    create = _command(users, "create", create_user, "make a user; prints keys and token, once")
    _add_name(create)
    create.add_argument("--admin", action="store_true", help="may do everything in every project")
    create.add_argument("--full-name", default="", help="as shown to others (default: NAME)")
    create.add_argument("--email", default="", help="shown to others")
    _add_json(create)
    _add_json(_command(users, "list", list_users, "show all users"))
    keys = _command(users, "keys", replace_keys, "replace both keys of a user; the old ones end")
    _add_name(keys)
    _add_json(keys)
    _add_name(_command(users, "disable", disable_user, "refuse a user's keys and tokens, at once"))
    _add_name(_command(users, "enable", enable_user, "accept a disabled user's keys and tokens"))


def _add_tokens(tokens: Any) -> None:
    _add_json(_command(tokens, "list", list_tokens, "show all tokens, never the token itself"))
    revoke = _command(tokens, "revoke", revoke_token, "refuse a token from now on")
    revoke.add_argument("id", metavar="ID", type=UUID, help="as shown by `tokens list`")


def create_user(args: argparse.Namespace, operations: AccountOperations) -> int:
    """Make a user and print all that belongs to them."""
    created = operations.users.create(
        args.name, full_name=args.full_name, email=args.email, is_admin=args.admin
    )
    user = created.user
    shown = {"id": user.id, "username": user.username, "is_admin": user.is_admin}
    secrets = {**_revealed(created.keys), "api_token": created.api_token.reveal()}
    _print_once({**shown, **secrets}, _KEPT, as_json=args.json)
    return 0


def list_users(args: argparse.Namespace, operations: AccountOperations) -> int:
    """Print everybody."""
    users = [asdict(user) for user in operations.users.all()]
    if args.json:
        print_json(users)
        return 0
    columns = ("username", "full_name", "email", "is_admin", "disabled_at", "last_login_at")
    print_table(columns, [[user[column] for column in columns] for user in users])
    return 0


def replace_keys(args: argparse.Namespace, operations: AccountOperations) -> int:
    """Print new keys."""
    keys = operations.users.replace_keys(args.name)
    shown = {"username": args.name, **_revealed(keys)}
    _print_once(shown, f"{_KEPT}\n{_REPLACED}", as_json=args.json)
    return 0


def disable_user(args: argparse.Namespace, operations: AccountOperations) -> int:
    """Lock out."""
    operations.users.disable(args.name)
    print(f"{args.name} is disabled")
    return 0


def enable_user(args: argparse.Namespace, operations: AccountOperations) -> int:
    """Let in again."""
    operations.users.enable(args.name)
    print(f"{args.name} is enabled")
    return 0


def list_tokens(args: argparse.Namespace, operations: AccountOperations) -> int:
    """Print what is known of every token."""
    tokens = [asdict(token) for token in operations.tokens.all()]
    if args.json:
        print_json(tokens)
        return 0
    columns = ("id", "label", "username", "created_at", "revoked_at")
    print_table(columns, [[token[column] for column in columns] for token in tokens])
    return 0


def revoke_token(args: argparse.Namespace, operations: AccountOperations) -> int:
    """End a token."""
    operations.tokens.revoke(args.id)
    print(f"{args.id} is revoked")
    return 0


def _group(subparsers: Any, name: str, help: str) -> Any:
    parser = subparsers.add_parser(name, help=help, description=help)
    return parser.add_subparsers(metavar="COMMAND", required=True)


def _command(group: Any, name: str, handler: Handler, help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group.add_parser(name, help=help, description=help)
    parser.set_defaults(run=_runner(handler))
    return parser


def _runner(handler: Handler) -> Callable[[OpenService, argparse.Namespace], int]:
    def run(open_service: OpenService, args: argparse.Namespace) -> int:
        try:
            with open_service() as service:
                return handler(args, service.accounts)
        except UploadServiceError as error:
            print(f"error: {error}", file=sys.stderr)
            return 1

    return run


def _add_name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="username: no spaces, slashes or colons")


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _revealed(keys: Keys) -> dict[str, str]:
    return {"user_key": keys.user_key.reveal(), "agent_key": keys.agent_key.reveal()}


def _print_once(values: dict[str, object], note: str, *, as_json: bool) -> None:
    if as_json:
        return print_json(values)
    for name, value in values.items():
        print(f"{name + ':':<11}{value}")
    print(f"\n{note}")
    return None
