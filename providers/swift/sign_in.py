"""Signing in to Swift: what it takes, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from swiftclient import client  # type: ignore[import-untyped]

from providers.swift.edge import swift_errors
from providers.swift.options import SwiftOptions
from providers.swift.place import Place


@dataclass(frozen=True, slots=True)
class Access:
    """What signing in gives: a token, and where it is good."""

    token: str
    place: Place


class SignIn(Protocol):
    """A way to sign in as one user; good to be used by any thread and after a fork."""

    @property
    def user(self) -> str:
        """The user or credential that signs in, in words for operators; nothing secret."""
        ...

    @property
    def place(self) -> Place | None:
        """Where the account is, as far as that is known before anybody has signed in."""
        ...

    def __call__(self) -> Access:
        """Sign in anew. Raises StorageUnavailable and StorageRefused."""
        ...


class TempAuth:
    """Swift's own v1 authentication. Where the account is, the settings say."""

    def __init__(self, options: SwiftOptions) -> None:
        self._options = options
        url = f"{options.url_root.rstrip('/')}/{options.version}/{options.account}"
        self._place = Place(public_url=url, own_url=url)

    @property
    def user(self) -> str:
        return f"user {self._options.user}"

    @property
    def place(self) -> Place:
        return self._place

    def __call__(self) -> Access:
        options = self._options
        with swift_errors("authentication"):
            _, token = client.get_auth_1_0(
                options.url_root.rstrip("/") + options.auth_uri,
                options.user,
                options.password.reveal(),
                timeout=options.timeout,
            )
            if not token:
                raise client.ClientException("no token in the answer")
            return Access(str(token), self._place)


def sign_in_with(options: SwiftOptions) -> SignIn:
    """The way that these options name."""
    return TempAuth(options)
