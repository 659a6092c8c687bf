"""Scopes: they limit the uses of a long-lived token."""

from __future__ import annotations

from enum import StrEnum

#: The scopes of a caller; None: not limited.
Scopes = frozenset[str] | None


class Scope(StrEnum):
    """One use of a token, in any project or organisation of its user."""

    PROJECT_READ = "project:read"
    PROJECT_WRITE = "project:write"
    PROJECT_ADMIN = "project:admin"
    PROJECT_RELEASES = "project:releases"
    ORG_READ = "org:read"
    ORG_WRITE = "org:write"
    ORG_ADMIN = "org:admin"
    ORG_CI = "org:ci"


def allow(scopes: Scopes, any_of: tuple[Scope, ...]) -> bool:
    """Whether one of the scopes suffices; no scope includes another."""
    return scopes is None or not scopes.isdisjoint(any_of)
