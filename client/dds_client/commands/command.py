"""The common part of all commands: parser, settings, client."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from dds_client.client import Client
from dds_client.commands.options import Options, count, duration
from dds_client.errors import ExitCode, UsageError
from dds_client.remote.projects import ProjectName
from dds_client.settings.settings import Settings, load
from dds_client.terminal.output import Output
from dds_client.terminal.shown import choose_progress


@dataclass(frozen=True, slots=True)
class Run:
    """One command while it runs."""

    arguments: argparse.Namespace
    output: Output

    @property
    def settings(self) -> Settings:
        """Of files, variables and flags, the last being the strongest. Raises UsageError."""
        given = self.arguments
        environ = dict(os.environ)
        if given.url:
            environ["DDS_URL"] = given.url
        found = load(environ, allow_open_file=given.allow_insecure_config_file)
        changes: dict[str, Any] = {}
        if given.jobs is not None:
            changes |= {"upload_jobs": given.jobs, "download_jobs": given.jobs}
        if given.retry_for is not None:
            changes["retry_for"] = given.retry_for
        if getattr(given, "provider", None):
            changes["provider"] = given.provider
        return replace(found, **changes)

    @contextmanager
    def client(self, verb: str = "done") -> Iterator[Client]:
        """A client that shows its progress, and stops when the `with` is left by an error."""
        shown = choose_progress(verb, quiet=self.output.quiet)
        with shown, Client(self.settings, shown) as client:
            try:
                yield client
            except BaseException:
                client.stop()
                raise


Action = Callable[[Run], ExitCode]


class Command:
    """A parser of one command, with the flags that all have."""

    def __init__(
        self,
        commands: Any,
        name: str,
        summary: str,
        examples: Sequence[str],
        action: Action,
        *,
        details: str = "",
    ) -> None:
        """`commands` is what `add_subparsers` gave; `examples` are lines for people to copy."""
        lines = "\n".join(f"  {line}" for line in examples)
        self.parser: argparse.ArgumentParser = commands.add_parser(
            name,
            help=summary,
            description=f"{summary[:1].upper()}{summary[1:]}.{details and ' ' + details}",
            epilog=f"examples:\n{lines}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        self.options = Options(self.parser)
        self.parser.set_defaults(action=action)

    def with_common(self) -> Command:
        """The flags of every command."""
        options = self.options
        options.switch("--json", text="one JSON document on standard output")
        options.switch("-q", "--quiet", text="no progress, errors only")
        options.value("--jobs", metavar="N", read=count, text="requests to storage at a time (8)")
        options.value(
            "--retry-for",
            metavar="TIME",
            read=duration,
            text="how long to repeat in vain: 90s, 10m, 24h (10m)",
        )
        options.value("--url", metavar="URL", text="the service, instead of the configured one")
        options.switch(
            "--allow-insecure-config-file", text="do not mind that others can read ~/.ddsclient"
        )
        return self

    def with_project(self, what: str) -> Command:
        """-p or -i."""
        self.options.value(
            "-p", "--project-name", metavar="NAME", group="project", text=f"the project {what}"
        )
        self.options.value(
            "-i", "--project-id", metavar="ID", group="project", text="the same, by its id"
        )
        return self


def project_of(arguments: argparse.Namespace) -> ProjectName:
    """The project that is meant. Raises UsageError unless it is exactly one."""
    found = optional_project(arguments)
    if found is None:
        raise UsageError("name a project with -p NAME or -i ID")
    return found


def optional_project(arguments: argparse.Namespace) -> ProjectName | None:
    """The same where none may be meant."""
    name, project_id = arguments.project_name, arguments.project_id
    if name is not None and project_id is not None:
        raise UsageError("give -p NAME or -i ID, not both")
    return ProjectName(name, project_id) if name or project_id else None
