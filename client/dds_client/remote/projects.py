"""Finds projects by name or id, and people by name or address."""

from __future__ import annotations

from dataclasses import dataclass

from dds_client.api.records import Project, User
from dds_client.api.service import Service
from dds_client.errors import NotFound, UsageError


@dataclass(frozen=True, slots=True)
class ProjectName:
    """Which project is meant: by name, or by id."""

    name: str | None = None
    id: str | None = None

    def __str__(self) -> str:
        return self.name or self.id or ""


def find_project(service: Service, wanted: ProjectName) -> Project:
    """Raises UsageError if there is none that the caller may view."""
    found = look_for_project(service, wanted)
    if found is None:
        raise UsageError(f"there is no project {wanted}, or you are not a member of it")
    return found


def look_for_project(service: Service, wanted: ProjectName) -> Project | None:
    """The same; None if there is none. Of several with one name, the newest."""
    if wanted.id is not None:
        try:
            return service.directory.project(wanted.id)
        except NotFound:
            return None
    return next((each for each in service.directory.projects() if each.name == wanted.name), None)


def find_or_create_project(service: Service, wanted: ProjectName) -> tuple[Project, bool]:
    """The project, and whether it was made. Raises UsageError for an id that is not there."""
    found = look_for_project(service, wanted)
    if found is not None:
        return found, False
    if wanted.name is None:
        raise UsageError(f"there is no project {wanted}, or you are not a member of it")
    return service.directory.create_project(wanted.name), True


def find_user(service: Service, username: str | None, email: str | None) -> User:
    """Raises UsageError if nobody, or more than one person, is meant."""
    if username is not None:
        wanted, found = username, list(service.accounts.users(username=username))
        found = [each for each in found if each.username == username] or found
    else:
        wanted = email or ""
        found = list(service.accounts.users(email=wanted))
        found = [each for each in found if each.email.lower() == wanted.lower()] or found
    if len(found) != 1:
        number = "nobody" if not found else f"{len(found)} people"
        raise UsageError(f"{wanted} is {number} that you may see")
    return found[0]
