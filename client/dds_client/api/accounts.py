"""Users, roles, and the roles of users in projects."""

from __future__ import annotations

from collections.abc import Iterator

from dds_client.api.records import Role, User
from dds_client.errors import NotFound
from dds_client.wire.session import Session


class Accounts:
    """The calls about people."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def current_user(self) -> User:
        """The caller."""
        return User.of(self._session.get("/current_user"))

    def users(self, **filters: str) -> Iterator[User]:
        """Users whom the caller may see, by `username` or `email`."""
        return (User.of(body) for body in self._session.every("/users", **filters))

    def roles(self) -> list[Role]:
        """The roles that members of projects may have."""
        return [
            Role.of(body) for body in self._session.get("/auth_roles", context="project")["results"]
        ]

    def role_in(self, project_id: str, user_id: str) -> str | None:
        """The id of a user's role in a project, or None."""
        try:
            body = self._session.get(f"/projects/{project_id}/permissions/{user_id}")
        except NotFound:
            return None
        return str(body["auth_role"]["id"])

    def give_role(self, project_id: str, user_id: str, role_id: str) -> None:
        """Make a user a member, or change the member's role."""
        path = f"/projects/{project_id}/permissions/{user_id}"
        self._session.call("PUT", path, {"auth_role": {"id": role_id}})

    def remove(self, project_id: str, user_id: str) -> None:
        """Remove a member. Raises NotFound if the user is not one."""
        self._session.call("DELETE", f"/projects/{project_id}/permissions/{user_id}")
