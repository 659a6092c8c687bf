"""`dds info` and `dds check`."""

from __future__ import annotations

from typing import Any

from dds_client.api.records import PROJECT_KIND, RemoteFile, RemoteFolder
from dds_client.api.upload_records import ASSEMBLING, FAILED
from dds_client.client import Client
from dds_client.commands.command import Command, Run, project_of
from dds_client.errors import ExitCode, TryAgain
from dds_client.remote.projects import find_project
from dds_client.remote.tree import RemoteTree, read_all
from dds_client.settings.units import spoken_size

#: How long `check --wait` waits between two looks; seconds.
_PAUSE = 2.0


def add(commands: Any) -> None:
    """Add the commands to a parser."""
    info = Command(commands, "info", "show how large a project is", ("dds info -p Mice",), _info)
    info.with_project("that is shown").with_common()
    check = Command(
        commands,
        "check",
        "see whether all files of a project can be downloaded",
        ("dds check -p Mice", "dds check -p Mice --wait"),
        _check,
    )
    check.with_project("that is checked").with_common()
    check.options.switch("--wait", text="wait while storage still puts files together")


def _info(it: Run) -> ExitCode:
    with it.client() as client:
        project = find_project(client.service, project_of(it.arguments))
        entries = [entry for _, entry in read_all(client.service, project).walk()]
    folders = [each for each in entries if isinstance(each, RemoteFolder)]
    outer = [each for each in folders if each.parent.kind == PROJECT_KIND]
    files = [each for each in entries if isinstance(each, RemoteFile)]
    size = sum(each.size for each in files)
    it.output.document(
        {
            "id": project.id,
            "name": project.name,
            "description": project.description,
            "folders": len(folders),
            "files": len(files),
            "size": size,
        }
    )
    it.output.line(f"Name: {project.name}")
    it.output.line(f"ID: {project.id}")
    it.output.line(f"Description: {project.description}")
    it.output.line(
        f"Size: {len(outer)} top level folders, {len(folders) - len(outer)} subfolders, "
        f"{len(files)} files ({spoken_size(size)})"
    )
    return ExitCode.DONE


def _check(it: Run) -> ExitCode:
    with it.client() as client:
        project = find_project(client.service, project_of(it.arguments))
        tree = read_all(client.service, project)
        pending = _in_state(client, tree, ASSEMBLING)
        while pending and it.arguments.wait:
            it.output.say(f"{len(pending)} files are still being put together")
            client.clock.sleep(_PAUSE)
            pending = _in_state(client, tree, ASSEMBLING)
        failed = _in_state(client, tree, FAILED)
    it.output.document(
        {
            "project": {"id": project.id, "name": project.name},
            "pending": sorted(pending),
            "failed": [{"path": path, "message": words} for path, words in sorted(failed.items())],
        }
    )
    for path, words in sorted(failed.items()):
        it.output.complain(f"Failed {path}: {words}")
    if failed:
        return ExitCode.SOME_FAILED
    if pending:
        raise TryAgain(f"{len(pending)} files of {project.name} are still being put together")
    it.output.line(f"Project {project.name} is consistent.")
    return ExitCode.DONE


def _in_state(client: Client, tree: RemoteTree, state: str) -> dict[str, str]:
    """Paths of files whose upload is in this state, and why it failed."""
    uploads = client.service.uploads.of_project(tree.project.id, state=state)
    reasons = {each.id: each.failure for each in uploads}
    return {
        path: reasons[entry.upload_id]
        for path, entry in (tree.walk() if reasons else ())
        if isinstance(entry, RemoteFile) and entry.upload_id in reasons
    }
