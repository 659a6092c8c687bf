"""`dds add-user`, `dds remove-user`, `dds list-auth-roles`."""

from __future__ import annotations

import argparse
from typing import Any

from dds_client.api.records import User
from dds_client.client import Client
from dds_client.commands.command import Command, Run, project_of
from dds_client.errors import ExitCode, NotFound, UsageError
from dds_client.remote.projects import find_project, find_user

#: The role that new members get unless another is named, as DukeDSClient has it.
_ROLE = "project_admin"


def add(commands: Any) -> None:
    """Add the commands to a parser."""
    added = Command(
        commands,
        "add-user",
        "give a user a role in a project",
        (
            "dds add-user -p Mice --user miriam --auth-role file_editor",
            "dds add-user -p Mice --email miriam@example.org",
        ),
        _add,
    )
    _with_user(added)
    added.options.value(
        "--auth-role", metavar="ROLE", default=_ROLE, text=f"of list-auth-roles ({_ROLE})"
    )
    removed = Command(
        commands,
        "remove-user",
        "remove a user from a project",
        ("dds remove-user -p Mice --user miriam",),
        _remove,
    )
    _with_user(removed)
    roles = Command(
        commands,
        "list-auth-roles",
        "show the roles that users may have in projects",
        ("dds list-auth-roles",),
        _roles,
    )
    roles.with_common()


def _with_user(command: Command) -> None:
    command.with_project("that is meant").with_common()
    command.options.value("--user", metavar="NAME", group="user", text="the user's name")
    command.options.value("--email", metavar="ADDRESS", group="user", text="or address")


def _add(it: Run) -> ExitCode:
    role = it.arguments.auth_role
    with it.client() as client:
        project = find_project(client.service, project_of(it.arguments))
        user = _user(client, it.arguments)
        known = [each.id for each in client.service.accounts.roles()]
        if role not in known:
            raise UsageError(f"there is no role {role}; there are {', '.join(known)}")
        client.service.accounts.give_role(project.id, user.id, role)
    it.output.document({"project": project.id, "user": user.id, "auth_role": role})
    it.output.line(f"Gave user {user.full_name} {role} permissions for project {project.name}.")
    return ExitCode.DONE


def _remove(it: Run) -> ExitCode:
    with it.client() as client:
        project = find_project(client.service, project_of(it.arguments))
        user = _user(client, it.arguments)
        try:
            client.service.accounts.remove(project.id, user.id)
        except NotFound as error:
            raise UsageError(f"{user.full_name} is no member of {project.name}") from error
    it.output.document({"project": project.id, "user": user.id})
    it.output.line(f"Removed permissions from user {user.full_name} for project {project.name}.")
    return ExitCode.DONE


def _roles(it: Run) -> ExitCode:
    with it.client() as client:
        roles = client.service.accounts.roles()
    it.output.document(
        {
            "auth_roles": [
                {"id": each.id, "name": each.name, "description": each.description}
                for each in roles
            ]
        }
    )
    for each in roles:
        it.output.line(f"{each.id} - {each.description}")
    return ExitCode.DONE


def _user(client: Client, given: argparse.Namespace) -> User:
    if (given.user is None) == (given.email is None):
        raise UsageError("name a user with --user NAME or --email ADDRESS")
    return find_user(client.service, given.user, given.email)
