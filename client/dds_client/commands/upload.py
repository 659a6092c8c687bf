"""`dds upload`."""

from __future__ import annotations

from typing import Any

from dds_client.commands.command import Command, Run, project_of
from dds_client.errors import ExitCode
from dds_client.settings.units import spoken_size
from dds_client.transfer.results import FileResult, State
from dds_client.upload.orders import UploadReport

EXAMPLES = (
    "dds upload -p Mice scans/",
    "dds upload -p Mice --dry-run scans/ notes.txt",
    "dds upload -p Mice --jobs 16 --retry-for 24h --quiet scans/",
)


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(
        commands,
        "upload",
        "send files and folders to a project, which is made if there is none of that name",
        EXAMPLES,
        run,
        details="What is there already is not sent again, and what was cut off goes on.",
    )
    command.with_project("to send to").with_common()
    options = command.options
    options.switch("--dry-run", text="send nothing, show what would be sent and how it is cut")
    options.switch("--follow-symlinks", text="send what links to folders lead to, too")
    options.switch("--no-check", text="do not wait until storage has put the files together")
    options.value("--provider", metavar="NAME", text="the storage provider, else the default one")
    command.parser.add_argument("paths", nargs="+", metavar="PATH", help="a file or folder")


def run(it: Run) -> ExitCode:
    """Send, and print the result for each file."""
    given = it.arguments
    project = project_of(given)
    with it.client("sent") as client:
        report = client.upload(
            given.paths,
            project=project.name,
            project_id=project.id,
            follow_links=given.follow_symlinks,
            check=not given.no_check,
            dry_run=given.dry_run,
        )
    it.output.document(document(report, dry_run=given.dry_run))
    tell(it, report, dry_run=given.dry_run)
    return report.exit_code


def tell(it: Run, report: UploadReport, *, dry_run: bool) -> None:
    """The same for people."""
    for skipped in report.skipped:
        it.output.say(f"Skipped {skipped.path}: {skipped.reason}")
    if dry_run:
        for folder in report.folders:
            it.output.line(f"would make {folder}")
        for planned in report.planned:
            pieces = f"{planned.chunk_count} x {spoken_size(planned.chunk_size)}"
            how = "in one piece" if planned.chunk_count == 1 else f"in {pieces}"
            it.output.line(f"would send {planned.path} {how}")
    failed = [each for each in report.files if each.state is State.FAILED]
    for each in failed:
        it.output.complain(f"Failed {each.path}: {each.message}")
    it.output.line(summary(report.files, "would be sent" if dry_run else "sent"))


def summary(files: list[FileResult], went: str) -> str:
    """How many files went, were there, failed."""
    by_state = {state: [each for each in files if each.state is state] for state in State}
    moved = by_state[State.SENT] + by_state[State.RECEIVED]
    size = spoken_size(sum(each.size for each in moved))
    parts = [f"{_files(len(moved))} {went} ({size})"]
    if by_state[State.SAME]:
        parts.append(f"{len(by_state[State.SAME])} the same already")
    if by_state[State.FAILED]:
        parts.append(f"{len(by_state[State.FAILED])} failed")
    return ", ".join(parts)


def document(report: UploadReport, *, dry_run: bool) -> dict[str, Any]:
    """The same for programs."""
    project = report.project
    planned = {each.path: each for each in report.planned}
    files = []
    for each in report.files:
        one: dict[str, Any] = {
            "path": each.path,
            "size": each.size,
            "state": each.state.value,
            "sent_bytes": each.moved_bytes,
            "message": each.message,
        }
        if each.path in planned:
            one["chunk_size"] = planned[each.path].chunk_size
            one["chunk_count"] = planned[each.path].chunk_count
        files.append(one)
    return {
        "project": {"id": project.id, "name": project.name} if project else None,
        "dry_run": dry_run,
        "files": files,
        "folders": report.folders,
        "skipped": [{"path": each.path, "message": each.reason} for each in report.skipped],
        "exit_code": int(report.exit_code),
    }


def _files(count: int) -> str:
    return f"{count} file{'' if count == 1 else 's'}"
