"""`dds download`."""

from __future__ import annotations

from typing import Any

from dds_client.commands.command import Command, Run, project_of
from dds_client.commands.upload import summary
from dds_client.download.run import DownloadReport
from dds_client.errors import ExitCode, UsageError
from dds_client.transfer.results import State

EXAMPLES = (
    "dds download -p Mice",
    "dds download -p Mice --include /scans/2026 out/",
    "dds download -p Mice --json out/ > report.json",
)


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(
        commands,
        "download",
        "fetch a project, or some of its paths, into a folder",
        EXAMPLES,
        run,
        details="What is there already is not fetched again, and what was cut off goes on.",
    )
    command.with_project("to fetch").with_common()
    command.options.several("--include", metavar="PATH", text="only this remote path", group="path")
    command.options.several("--exclude", metavar="PATH", text="not this remote path", group="path")
    command.parser.add_argument(
        "folder", nargs="?", metavar="FOLDER", help="where to; else a folder named as the project"
    )


def run(it: Run) -> ExitCode:
    """Fetch, and print the result for each file."""
    given = it.arguments
    project = project_of(given)
    if given.include and given.exclude:
        raise UsageError("give --include or --exclude, not both")
    with it.client("fetched") as client:
        report = client.download(
            given.folder,
            project=project.name,
            project_id=project.id,
            include=given.include,
            exclude=given.exclude,
        )
    it.output.document(_document(report))
    _tell(it, report)
    return report.exit_code


def _tell(it: Run, report: DownloadReport) -> None:
    for path in report.unused:
        it.output.complain(f"There is no {path} in the project")
    for renamed in report.renamed:
        it.output.say(f"{renamed.remote} is in {report.folder}/{renamed.local}")
    for each in report.files:
        if each.state is State.FAILED:
            it.output.complain(f"Failed {each.path}: {each.message}")
    it.output.line(f"{summary(report.files, 'fetched')}, in {report.folder}")


def _document(report: DownloadReport) -> dict[str, Any]:
    return {
        "project": {"id": report.project.id, "name": report.project.name},
        "folder": report.folder,
        "files": [
            {
                "path": each.path,
                "size": each.size,
                "state": each.state.value,
                "received_bytes": each.moved_bytes,
                "message": each.message,
            }
            for each in report.files
        ],
        "renamed": [{"remote": each.remote, "local": each.local} for each in report.renamed],
        "not_found": report.unused,
        "exit_code": int(report.exit_code),
    }
