"""All commands, with their common exit codes and error messages.

0: done. 1: it could not be done, and standard error has the reason. 2: the command line itself is
wrong. 130, or the signal itself: Ctrl-C. 141: the reader of the output ended before it was printed.
"""

from __future__ import annotations

import argparse
import logging.config
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from config.settings import ConfigurationError
from config.table import LOG_LEVEL
from dds_upload import __version__
from dds_upload.bootstrap.logs import log_config
from dds_upload.bootstrap.private_files import close_once, create_privately
from dds_upload.bootstrap.service import Service, open_service
from dds_upload.bootstrap.settings import VAR
from dds_upload.commands import (
    accounts,
    audit,
    events,
    files,
    organizations,
    providers,
    run,
    server,
    tokens,
    uploads,
)
from dds_upload.commands.address import export_address, keep_first_socket
from dds_upload.commands.children import Become, end_with_stdin


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code. A fork that becomes another command runs that one."""
    command = argv
    while True:
        try:
            return _run(command)
        except Become as child:
            command = child.command


def _run(argv: Sequence[str] | None) -> int:
    args = build_parser().parse_args(argv)
    _prepare(args)
    try:
        code = int(args.run(_open_logged, args))
        print(end="", flush=True)
        return code
    except ConfigurationError as error:
        print(error, file=sys.stderr)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # What is still to be printed would fail once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    return 1


def _prepare(args: argparse.Namespace) -> None:
    """Prepare this process by the options, before settings are read."""
    if getattr(args, "end_with_stdin", False):
        end_with_stdin()
    if getattr(args, "keeps_first_socket", False):
        keep_first_socket()
    create_privately()
    export_address(args)
    if not os.environ.get(LOG_LEVEL.name, "").strip():
        os.environ[LOG_LEVEL.name] = getattr(args, "log_level", LOG_LEVEL.default)


@contextmanager
def _open_logged() -> Iterator[Service]:
    """The service of the environment, with the logging of its settings."""
    with open_service() as service:
        settings = service.parts.settings
        logging.config.dictConfig(log_config(settings.log_level, settings.serving.log_format))
        close_once(service.parts.settings, VAR, os.environ)
        yield service


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command."""
    parser = argparse.ArgumentParser(
        prog="python -m dds_upload",
        description="An upload service that never accepts a file its storage cannot hold.",
        epilog="Settings come from environment variables: see config/example.env.",
    )
    parser.add_argument("--version", action="version", version=f"dds_upload {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for part in (
        run,
        server,
        accounts,
        tokens,
        organizations,
        providers,
        uploads,
        events,
        files,
        audit,
    ):
        part.add_commands(commands)
    return parser
