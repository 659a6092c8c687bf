"""`dds providers`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dds_client.commands.command import Command, Run
from dds_client.errors import ExitCode
from dds_client.settings.units import spoken_size

EXAMPLES = ("dds providers", "dds providers --json")


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(commands, "providers", "show where files can be stored", EXAMPLES, run)
    command.with_common()


def run(it: Run) -> ExitCode:
    """Show them with their limits."""
    with it.client() as client:
        listed = client.service.storage.providers()
    it.output.document({"providers": [asdict(each) for each in listed]})
    for each in listed:
        marks = [word for word, is_so in _marks(each.is_default, each.is_deprecated) if is_so]
        note = f" ({', '.join(marks)})" if marks else ""
        it.output.line(f"{each.name}{note}: {each.description}")
        it.output.line(f"  id     {each.id}")
        it.output.line(
            f"  files  up to {spoken_size(each.file_max_size)}, in at most "
            f"{each.chunk_max_number} chunks of up to {spoken_size(each.chunk_max_size)}"
        )
    return ExitCode.DONE


def _marks(is_default: bool, is_deprecated: bool) -> tuple[tuple[str, bool], ...]:
    return ("default", is_default), ("takes no new files", is_deprecated)
