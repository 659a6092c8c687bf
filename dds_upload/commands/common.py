"""The common part of all commands: how they are added, opened, and how they print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from dds_upload.bootstrap.service import OpenService, Service
from dds_upload.commands.output import print_json, text_of
from dds_upload.commands.words import words_for
from dds_upload.core.errors import UploadServiceError

#: Does the work of a command; gives the exit code. The service is closed after it.
Handler = Callable[[Service, argparse.Namespace], int]


def add_group(subparsers: Any, name: str, help: str) -> Any:
    """A group of commands."""
    parser = subparsers.add_parser(name, help=help, description=help)
    return parser.add_subparsers(metavar="COMMAND", required=True)


def add_command(subparsers: Any, name: str, handler: Handler, help: str) -> argparse.ArgumentParser:
    """A command, of a group or by itself.

    It sets `run`: call `args.run(open_service, args)`; it gives the exit code.
    """
    parser: argparse.ArgumentParser = subparsers.add_parser(name, help=help, description=help)
    parser.set_defaults(run=_runner(handler))
    return parser


def add_json(parser: argparse.ArgumentParser) -> None:
    """The option `--json` of all commands that print."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def print_once(values: dict[str, object], note: str, *, as_json: bool) -> None:
    """Print secrets that are shown only this once; the note is for people."""
    if as_json:
        return print_json(values)
    for name, value in values.items():
        print(f"{name + ':':<11}{text_of(value)}")
    print(f"\n{note}")
    return None


def print_faults(faults: Sequence[str]) -> bool:
    """Print each fault on a line; gives whether there is any."""
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    return bool(faults)


def _runner(handler: Handler) -> Callable[[OpenService, argparse.Namespace], int]:
    def run(open_service: OpenService, args: argparse.Namespace) -> int:
        try:
            with open_service() as service:
                return handler(service, args)
        except UploadServiceError as error:
            print(f"error: {words_for(error)}", file=sys.stderr)
            return 1

    return run
