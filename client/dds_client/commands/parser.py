"""The whole command line."""

from __future__ import annotations

import argparse
from typing import NoReturn

from dds_client.commands import (
    completion,
    download,
    entries,
    login,
    members,
    plan,
    projects,
    providers,
    upload,
    uploads,
    verify,
)
from dds_client.commands import list as list_command
from dds_client.errors import UsageError
from dds_client.version import __version__

_EXIT_CODES = """\
exit codes:
  0 done            1 a defect of dds     2 usage: no such path, project or flag
  3 some files failed, the others went    4 refused by policy or rights
  5 try again       6 verify found a difference     130 interrupted, can be resumed

Every flag has a variable that stands in for it: --retry-for 24h is DDS_RETRY_FOR=24h.
`dds COMMAND --help` has examples."""

_COMMANDS = (
    login,
    upload,
    download,
    list_command,
    verify,
    uploads,
    plan,
    providers,
    entries,
    projects,
    members,
    completion,
)


class _Parser(argparse.ArgumentParser):
    """Raises what argparse would print and exit with."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\n{self.format_usage().rstrip()}")


def build_parser() -> argparse.ArgumentParser:
    """Every command adds itself."""
    parser = _Parser(
        prog="dds",
        description="Sends files to projects of a Duke Data Service, and fetches them.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"dds {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    parser.set_defaults(parser=build_parser)
    for command in _COMMANDS:
        command.add(commands)
    return parser
