"""Signing in to Swift: the contract, and its result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from providers.swift.account_urls import AccountUrls


@dataclass(frozen=True, slots=True)
class Access:
    """The result of signing in: a token, and the URLs that it is good for.

    `seconds` is how long the token is good from now on; None if that is not known.
    """

    token: str
    urls: AccountUrls
    seconds: float | None = None


class SignIn(Protocol):
    """A way to sign in as one user; usable by any thread and after a fork."""

    @property
    def user(self) -> str:
        """The user or credential that signs in, in words for operators; nothing secret."""
        ...

    @property
    def urls(self) -> AccountUrls | None:
        """The URLs of the account, as far as they are known before signing in."""
        ...

    def __call__(self) -> Access:
        """Sign in anew. Raises StorageUnavailable and StorageRefused."""
        ...

    def explain(self, status: int) -> str:
        """The reason of that status in words that end a sentence; empty if unknown.

        May ask the server that has refused; for administrators.
        """
        ...
