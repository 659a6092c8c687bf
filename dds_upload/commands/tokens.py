"""The commands `tokens`. A token is printed exactly once: when it was made just now."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from dds_upload.bootstrap.service import Service
from dds_upload.commands.common import (
    add_command,
    add_group,
    add_json,
    print_once,
)
from dds_upload.commands.output import print_json, print_table
from dds_upload.core.accounts.scopes import Scope

_KEPT = "Keep it: the service has only its digest and cannot show it again."
_LIMITED = "Limited to scopes, it does not open the DDS API, which takes tokens without limits."


def add_commands(subparsers: Any) -> None:
    """Add `tokens` to the parser of the command line."""
    tokens = add_group(subparsers, "tokens", "make, list and revoke long-lived API tokens")
    create = add_command(tokens, "create", create_token, "make a token; prints it, once")
    create.add_argument("user", metavar="USER", help="the username it speaks for")
    scopes = f"limit it to this scope and others given: {', '.join(Scope)} (default: no limit)"
    create.add_argument("--scope", metavar="SCOPE", action="append", default=[], help=scopes)
    create.add_argument("--label", default="", help="what it is for, as shown by `tokens list`")
    add_json(create)
    add_json(add_command(tokens, "list", list_tokens, "show all tokens, never the token itself"))
    revoke = add_command(tokens, "revoke", revoke_token, "refuse a token from now on")
    revoke.add_argument("id", metavar="ID", type=UUID, help="as shown by `tokens list`")


def create_token(service: Service, args: argparse.Namespace) -> int:
    """Make a token and print it."""
    created = service.operations.accounts.tokens.create(
        args.user, scopes=args.scope, label=args.label
    )
    token = created.token
    shown = {"id": token.id, "username": token.username, "label": token.label}
    scopes = token.scopes if args.json else _shown(token.scopes)
    values = {**shown, "scopes": scopes, "api_token": created.secret.reveal()}
    print_once(values, f"{_KEPT}\n{_LIMITED}" if token.scopes else _KEPT, as_json=args.json)
    return 0


def list_tokens(service: Service, args: argparse.Namespace) -> int:
    """Print the facts about every token."""
    tokens = [asdict(token) for token in service.operations.accounts.tokens.all()]
    if args.json:
        print_json(tokens)
        return 0
    columns = ("id", "label", "scopes", "username", "created_at", "revoked_at")
    rows = [{**token, "scopes": _shown(token["scopes"])} for token in tokens]
    print_table(columns, [[row[column] for column in columns] for row in rows])
    return 0


def revoke_token(service: Service, args: argparse.Namespace) -> int:
    """Revoke a token."""
    service.operations.accounts.tokens.revoke(args.id)
    print(f"{args.id} is revoked")
    return 0


def _shown(scopes: Sequence[str] | None) -> str:
    return "all" if scopes is None else " ".join(scopes)
