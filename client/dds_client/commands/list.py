"""`dds list`."""

from __future__ import annotations

from typing import Any

from dds_client.api.records import Entry, RemoteFile
from dds_client.client import Client
from dds_client.commands.command import Command, Run, optional_project
from dds_client.errors import ExitCode, UsageError
from dds_client.remote.content import algorithm_of
from dds_client.remote.projects import ProjectName, find_project
from dds_client.remote.tree import read_all
from dds_client.transfer.workers import side_by_side

EXAMPLES = (
    "dds list",
    "dds list -p Mice",
    "dds list -l -p Mice",
    "dds list --auth-role file_editor",
)


def add(commands: Any) -> None:
    """Add the command to a parser."""
    command = Command(
        commands, "list", "show your projects, or what lies in one of them", EXAMPLES, run
    )
    command.with_project("whose contents are shown").with_common()
    command.options.switch("-l", "--long", text="ids, and digests of files, too")
    command.options.value(
        "--auth-role",
        metavar="ROLE",
        group="project",
        text="only projects where you have this role",
    )


def run(it: Run) -> ExitCode:
    """Show projects, or a project."""
    wanted = optional_project(it.arguments)
    if wanted is not None and it.arguments.auth_role:
        raise UsageError("give a project or --auth-role, not both")
    with it.client() as client:
        if wanted is None:
            _projects(it, client)
        else:
            _contents(it, client, wanted)
    return ExitCode.DONE


def _projects(it: Run, client: Client) -> None:
    projects, role = list(client.service.directory.projects()), it.arguments.auth_role
    if role:
        user = client.service.accounts.current_user()
        mine = side_by_side(
            projects,
            lambda each: (each.id, client.service.accounts.role_in(each.id, user.id)),
            min(client.settings.upload_jobs, len(projects)),
        )
        roles = dict(mine)
        projects = [each for each in projects if roles[each.id] == role]
    it.output.document({"projects": [{"id": each.id, "name": each.name} for each in projects]})
    for each in projects:
        it.output.line(f"{each.id}\t{each.name}" if it.arguments.long else each.name)
    if not projects:
        it.output.say("No projects")


def _contents(it: Run, client: Client, wanted: ProjectName) -> None:
    project = find_project(client.service, wanted)
    entries = list(read_all(client.service, project).walk())
    it.output.document(
        {
            "project": {"id": project.id, "name": project.name},
            "entries": [_entry(path, entry) for path, entry in entries],
        }
    )
    prefix = f"{project.id} - " if it.arguments.long else ""
    it.output.line(f"{prefix}Project {project.name} Contents:")
    for path, entry in entries:
        it.output.line(_long(path, entry) if it.arguments.long else path)


def _long(path: str, entry: Entry) -> str:
    if not isinstance(entry, RemoteFile):
        return f"{entry.id}\t{path}"
    algorithm = algorithm_of(entry)
    digest = min(entry.digests(algorithm)) if algorithm else ""
    return f"{entry.id}\t{path}\t({algorithm}:{digest})"


def _entry(path: str, entry: Entry) -> dict[str, Any]:
    if not isinstance(entry, RemoteFile):
        return {"kind": "folder", "id": entry.id, "path": path}
    hashes = [{"algorithm": name, "value": value} for name, value in entry.hashes]
    return {
        "kind": "file",
        "id": entry.id,
        "path": path,
        "size": entry.size,
        "hashes": hashes,
    }
