"""`dds mkdir`, `dds move`, `dds delete`."""

from __future__ import annotations

import sys
from typing import Any

from dds_client.api.records import Project, RemoteFile, RemoteFolder
from dds_client.client import Client
from dds_client.commands.command import Command, Run, project_of
from dds_client.errors import ExitCode, UsageError
from dds_client.remote.projects import find_project
from dds_client.remote.tree import as_parent, find, look_up, split_path


def add(commands: Any) -> None:
    """Add the commands to a parser."""
    made = Command(
        commands,
        "mkdir",
        "make a folder in a project, with the folders that it lies in",
        ("dds mkdir -p Mice /scans/2026",),
        _mkdir,
    )
    made.with_project("to make it in").with_common()
    made.parser.add_argument("path", metavar="/PATH", help="where, from the project's root")
    moved = Command(
        commands,
        "move",
        "move or rename a file or folder within a project",
        ("dds move -p Mice /scans/a.tif /scans/b.tif", "dds move -p Mice /notes.txt /scans"),
        _move,
        details="It is moved into TARGET if that is a folder, else it gets its name and place.",
    )
    moved.with_project("that it is in").with_common()
    moved.parser.add_argument("source", metavar="/SOURCE", help="what is moved")
    moved.parser.add_argument("target", metavar="/TARGET", help="where to")
    deleted = Command(
        commands,
        "delete",
        "delete a project, or a file or folder of it",
        ("dds delete -p Mice --path /scans/a.tif", "dds delete -p Mice --force"),
        _delete,
    )
    deleted.with_project("to delete, or to delete in").with_common()
    deleted.options.value("--path", metavar="PATH", text="only this remote path")
    deleted.options.switch("--force", text="do not ask")


def _mkdir(it: Run) -> ExitCode:
    names = split_path(it.arguments.path)
    if not names:
        raise UsageError("the root of a project is there already")
    with it.client() as client:
        project = find_project(client.service, project_of(it.arguments))
        made = _make(client, project, names)
    it.output.document({"path": "/" + "/".join(names), "made": made})
    it.output.line("\n".join(f"Made {path}" for path in made) or f"{it.arguments.path} is there")
    return ExitCode.DONE


def _make(client: Client, project: Project, names: list[str]) -> list[str]:
    made: list[str] = []
    parent, path = project.parent, ""
    for name in names:
        path += f"/{name}"
        folders = [
            each
            for each in ([] if made else client.service.directory.children(parent))
            if isinstance(each, RemoteFolder) and each.name == name
        ]
        if folders:
            parent = min(folders, key=lambda each: each.id).as_parent
        else:
            parent = client.service.directory.create_folder(parent, name).as_parent
            made.append(path)
    return made


def _move(it: Run) -> ExitCode:
    source_path, target_path = it.arguments.source, it.arguments.target
    source_names, target_names = split_path(source_path), split_path(target_path)
    if not source_names:
        raise UsageError("a project cannot be moved")
    with it.client() as client:
        directory = client.service.directory
        project = find_project(client.service, project_of(it.arguments))
        entry = find(client.service, project, source_path)
        assert not isinstance(entry, Project)
        target = look_up(client.service, project, target_path)
        if isinstance(target, RemoteFile):
            raise UsageError(f"{target_path} is a file that is there already")
        name = source_names[-1]
        if target is not None:
            parent = as_parent(target)
        else:
            name = target_names[-1]
            parent = as_parent(find(client.service, project, "/" + "/".join(target_names[:-1])))
        if parent != entry.parent:
            entry = directory.move(entry, parent)
        if name != entry.name:
            entry = directory.rename(entry, name)
    it.output.document({"id": entry.id, "name": entry.name, "from": source_path, "to": target_path})
    it.output.line(f"Moved {source_path} to {target_path}")
    return ExitCode.DONE


def _delete(it: Run) -> ExitCode:
    path = it.arguments.path
    with it.client() as client:
        project = find_project(client.service, project_of(it.arguments))
        target = project if path is None else find(client.service, project, path)
        whole = isinstance(target, Project)
        words = f"the project {project.name}" if whole else f"{path} of {project.name}"
        if not it.arguments.force and not _agreed(f"Delete {words}, with all that is in it?"):
            it.output.say("Nothing was deleted")
            return ExitCode.DONE
        if isinstance(target, Project):
            client.service.directory.delete_project(target.id)
        else:
            client.service.directory.delete(target)
    it.output.document({"deleted": target.id})
    it.output.line(f"Deleted {words}")
    return ExitCode.DONE


def _agreed(question: str) -> bool:
    if not sys.stdin.isatty():
        raise UsageError("there is nobody to ask; --force deletes without asking")
    print(f"{question} (y/n) ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes"}
