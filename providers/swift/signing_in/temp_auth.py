"""Signs in with Swift's own authentication, version 1."""

from __future__ import annotations

from swiftclient import client  # type: ignore[import-untyped]

from providers.swift.account_urls import AccountUrls
from providers.swift.connections import timeouts
from providers.swift.edge import swift_errors
from providers.swift.options import SwiftOptions
from providers.swift.signing_in.sign_in import Access


class TempAuth:
    """A SignIn. The settings have the account's URLs; the life of a token is not known."""

    def __init__(self, options: SwiftOptions) -> None:
        self._options = options
        url = f"{options.url_root.rstrip('/')}/{options.version}/{options.account}"
        self._urls = AccountUrls(public_url=url, own_url=url)

    @property
    def user(self) -> str:
        return f"user {self._options.user}"

    @property
    def urls(self) -> AccountUrls:
        return self._urls

    def __call__(self) -> Access:
        options = self._options
        with swift_errors("authentication"):
            _, token = client.get_auth_1_0(
                options.url_root.rstrip("/") + options.auth_uri,
                options.user,
                options.password.reveal(),
                timeout=timeouts(options.timeout),
            )
            if not token:
                raise client.ClientException("no token in the answer")
            return Access(str(token), self._urls)

    def explain(self, status: int) -> str:
        return ""
