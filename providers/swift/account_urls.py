"""The URLs of an account: for clients, and for the service's own calls."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class AccountUrls:
    """Two URLs of one account, `scheme://host[:port]/path`, without a slash at the end.

    Signed URLs are made from the public one. Calls with a token go to the other one, which may lead
    through a network that clients cannot reach.
    """

    public_url: str
    own_url: str

    @property
    def host(self) -> str:
        """Scheme, host and port for clients."""
        return origin_of(self.public_url)

    @property
    def path(self) -> str:
        """The path above all objects of the account, for which TempURLs are signed."""
        return urlsplit(self.public_url).path

    @property
    def account(self) -> str:
        """The account's name for operators, such as AUTH_test."""
        return self.own_url.rpartition("/")[2]


def origin_of(url: str) -> str:
    """Scheme, host and port of a URL, without a slash at the end."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
