"""Signing in to Swift: what it takes, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from providers.swift.account_urls import AccountUrls


@dataclass(frozen=True, slots=True)
class Access:
    """What signing in gives: a token, and where it is good.

    `seconds` is how long the token is good from now on; None where nobody has said.
    """

    token: str
    urls: AccountUrls
    seconds: float | None = None


class SignIn(Protocol):
    """A way to sign in as one user; good to be used by any thread and after a fork."""

    @property
    def user(self) -> str:
        """The user or credential that signs in, in words for operators; nothing secret."""
        ...

    @property
    def urls(self) -> AccountUrls | None:
        """Where the account is, as far as that is known before anybody has signed in."""
        ...

    def __call__(self) -> Access:
        """Sign in anew. Raises StorageUnavailable and StorageRefused."""
        ...

    def explain(self, status: int) -> str:
        """Why the user is refused with that status, in words that end a sentence; empty if unknown.

        May ask the one that has refused; for administrators.
        """
        ...
