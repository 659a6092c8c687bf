"""`dds uploads list`, `resume`, `abort`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dds_client.api.records import Project
from dds_client.api.upload_records import ASSEMBLING, OPEN, Upload
from dds_client.client import Client
from dds_client.commands import upload as upload_command
from dds_client.commands.command import Command, Run, optional_project
from dds_client.errors import ExitCode, NotFound, UsageError
from dds_client.local.state import Journal, Remembered, state_folder
from dds_client.remote.projects import find_project
from dds_client.settings.units import spoken_size
from dds_client.transfer.workers import side_by_side
from dds_client.upload.orders import UploadReport
from dds_client.upload.resume_orders import orders_for
from dds_client.upload.run import Uploader, account_of

EXAMPLES = (
    "dds uploads list",
    "dds uploads resume",
    "dds uploads resume 1f0c0a1e-0000-4000-8000-000000000000",
    "dds uploads abort 1f0c0a1e-0000-4000-8000-000000000000",
)


def add(commands: Any) -> None:
    """Add the commands to a parser."""
    group = commands.add_parser(
        "uploads", help="show, go on with, or give up uploads that were cut off", allow_abbrev=False
    )
    verbs = group.add_subparsers(metavar="COMMAND", required=True)
    listed = Command(verbs, "list", "show your uploads that are not complete", EXAMPLES[:1], _list)
    listed.with_project("whose uploads are shown, else all").with_common()
    resumed = Command(
        verbs, "resume", "go on with one, or all that this machine began", EXAMPLES[1:3], _resume
    )
    resumed.with_common()
    resumed.options.switch("--no-check", text="do not wait for storage")
    resumed.parser.add_argument("id", nargs="?", metavar="ID", help="of one upload")
    aborted = Command(verbs, "abort", "give one up; its bytes go", EXAMPLES[3:], _abort)
    aborted.with_common()
    aborted.parser.add_argument("id", metavar="ID", help="of the upload")


def _list(it: Run) -> ExitCode:
    with it.client() as client:
        remembered = {each.upload_id: each for each in _journal(client).all()}
        projects = list(_projects(it, client))
        found = side_by_side(
            projects,
            lambda project: [(project, each) for each in _unfinished(client, project)],
            min(client.settings.upload_jobs, len(projects)),
        )
        rows = [
            _row(client, project, upload, remembered.get(upload.id))
            for project, upload in sorted(
                (pair for pairs in found for pair in pairs), key=lambda pair: pair[1].started_on
            )
        ]
    it.output.document({"uploads": rows})
    for row in rows:
        stored = f"{spoken_size(row['stored_bytes'])} of {spoken_size(row['size'])} stored"
        where = row["path"] or "begun on another machine"
        it.output.line(f"{row['id']}  {row['state']}  {row['project']}  {row['name']}")
        it.output.line(f"  {stored}, since {row['started_on']}, {where}")
    if not rows:
        it.output.say("No unfinished uploads")
    return ExitCode.DONE


def _resume(it: Run) -> ExitCode:
    wanted = it.arguments.id
    with it.client("sent") as client:
        journal = _journal(client)
        entries = [each for each in journal.all() if wanted is None or each.upload_id == wanted]
        if wanted is not None and not entries:
            raise UsageError(f"this machine did not begin an upload {wanted}")
        merged = UploadReport(None)
        orders = list(orders_for(entries, check=not it.arguments.no_check))
        if wanted is not None and not orders:
            raise UsageError(f"{entries[0].path} is not there any more")
        for order in orders:
            uploader = Uploader(client.service, client.settings, client.clock, client.progress)
            report = uploader.run(order)
            merged.project = report.project
            merged.files += report.files
            merged.skipped += report.skipped
    it.output.document(upload_command.document(merged, dry_run=False))
    upload_command.tell(it, merged, dry_run=False)
    return merged.exit_code


def _abort(it: Run) -> ExitCode:
    upload_id = it.arguments.id
    with it.client() as client:
        try:
            client.service.uploads.abort(upload_id)
        except NotFound as error:
            raise UsageError(f"there is no upload {upload_id}") from error
        journal = _journal(client)
        for entry in journal.all():
            if entry.upload_id == upload_id:
                journal.forget(entry.path, entry.project_id)
    it.output.document({"aborted": upload_id})
    it.output.line(f"Gave up {upload_id}")
    return ExitCode.DONE


def _journal(client: Client) -> Journal:
    return Journal(state_folder(), account_of(client.service))


def _projects(it: Run, client: Client) -> Iterator[Project]:
    wanted = optional_project(it.arguments)
    if wanted is not None:
        yield find_project(client.service, wanted)
    else:
        yield from client.service.directory.projects()


def _unfinished(client: Client, project: Project) -> Iterable[Upload]:
    for state in (OPEN, ASSEMBLING):
        yield from client.service.uploads.of_project(project.id, state=state, mine="true")


def _row(
    client: Client, project: Project, upload: Upload, entry: Remembered | None
) -> dict[str, Any]:
    is_open = upload.state == OPEN
    missing = client.service.uploads.missing_bytes(upload.id) if is_open else 0
    return {
        "id": upload.id,
        "state": upload.state,
        "project": project.name,
        "project_id": project.id,
        "name": upload.name,
        "size": upload.size,
        "stored_bytes": upload.size - missing,
        "started_on": upload.started_on,
        "path": entry.path if entry else None,
    }
