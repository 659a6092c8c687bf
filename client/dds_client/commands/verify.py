"""`dds verify`."""

from __future__ import annotations

from typing import Any

from dds_client.commands.command import Command, Run, project_of
from dds_client.errors import ExitCode

EXAMPLES = (
    "dds verify -p Mice scans/",
    "dds verify -p Mice --remote /scans/2026 out/2026",
)


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(
        commands,
        "verify",
        "compare a local folder or file with a project, by size and digest",
        EXAMPLES,
        run,
        details="It is compared with what an upload makes of it, or else with the whole project. "
        f"Ends with {ExitCode.DIFFERENT:d} if anything differs.",
    )
    command.with_project("to compare with").with_common()
    command.options.value("--remote", metavar="PATH", text="compare with this path of the project")
    command.options.switch("--follow-symlinks", text="compare what links to folders lead to, too")
    command.parser.add_argument("path", metavar="PATH", help="a file or folder")


def run(it: Run) -> ExitCode:
    """Compare, and say what differs."""
    given, project = it.arguments, project_of(it.arguments)
    with it.client("compared") as client:
        report = client.verify(
            given.path,
            project=project.name,
            project_id=project.id,
            remote=given.remote,
            follow_links=given.follow_symlinks,
        )
    it.output.document(
        {
            "project": {"id": report.project.id, "name": report.project.name},
            "path": report.path,
            "remote": report.remote,
            "compared": report.files,
            "differences": [
                {"path": each.path, "remote": each.remote, "difference": each.difference.value}
                for each in report.findings
            ],
            "skipped": [{"path": each.path, "message": each.reason} for each in report.skipped],
            "exit_code": int(report.exit_code),
        }
    )
    for skipped in report.skipped:
        it.output.say(f"Skipped {skipped.path}: {skipped.reason}")
    for each in report.findings:
        it.output.line(f"{each.difference.value}: {each.path} ({each.remote or 'not compared'})")
    count = len(report.findings)
    verdict = f"{count} difference{'' if count == 1 else 's'}" if count else "no difference"
    it.output.line(
        f"{report.files} files of {report.path} compared with {report.remote} "
        f"of {report.project.name}: {verdict}"
    )
    return report.exit_code
