"""`dds completion`."""

from __future__ import annotations

from typing import Any

from dds_client.commands.command import Command, Run
from dds_client.errors import ExitCode

SHELLS = ("bash", "zsh", "fish")

EXAMPLES = (
    "dds completion bash > ~/.local/share/bash-completion/completions/dds",
    'dds completion zsh > "${fpath[1]}/_dds"',
    "dds completion fish > ~/.config/fish/completions/dds.fish",
)


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(
        commands, "completion", "print what makes a shell complete dds by Tab", EXAMPLES, run
    )
    command.parser.add_argument("shell", choices=SHELLS, help="which shell")


def run(it: Run) -> ExitCode:
    """Print the script: it is made of the parser, and runs no Python when Tab is pressed."""
    import shtab

    it.output.raw(shtab.complete(it.arguments.parser(), shell=it.arguments.shell))
    return ExitCode.DONE
