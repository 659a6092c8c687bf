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
            token = _token(
                options.url_root.rstrip("/") + options.auth_uri,
                {"X-Auth-User": options.user, "X-Auth-Key": options.password.reveal()},
                timeouts(options.timeout),
            )
            if not token:
                raise client.ClientException("no token in the answer")
            return Access(token, self._urls)

    def explain(self, status: int) -> str:
        return ""


def _token(url: str, headers: dict[str, str], timeout: tuple[float, float]) -> str | None:
    """As swiftclient signs in, but a redirect would carry the password to wherever it leads."""
    connection = client.HTTPConnection(url, timeout=timeout)
    connection.requests_args["allow_redirects"] = False
    try:
        connection.request("GET", connection.parsed_url.path, "", headers)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise client.ClientException.from_response(answer, "Auth GET failed", body)
    token: str | None = answer.getheader("x-storage-token", answer.getheader("x-auth-token"))
    return token
