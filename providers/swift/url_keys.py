"""The keys that TempURLs are signed with: two of the account, or two of each container.

A key of the account opens every container. A key of a container opens only that one, so a process
or log that leaks it gives away no more. Such keys are made from the operator's, by HMAC-SHA-256
(RFC 2104) over the container's name, and need not be stored.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote

from dds_upload.core.secret import Secret

#: The two values of the setting.
ACCOUNT, CONTAINER = "account", "container"

#: The names of Swift's two keys behind `X-Account-Meta-` or `X-Container-Meta-`, primary first.
NAMES = ("Temp-Url-Key", "Temp-Url-Key-2")


@dataclass(frozen=True, slots=True)
class UrlKeys:
    """The operator's two keys; the secondary one is empty if there is none."""

    primary: Secret
    secondary: Secret
    scope: str = ACCOUNT

    @property
    def are_of_containers(self) -> bool:
        """Whether each container has its own keys, and the account none."""
        return self.scope == CONTAINER

    @property
    def second(self) -> UrlKeys:
        """The same keys, signing with the secondary one."""
        return replace(self, primary=self.secondary)

    def signing(self, container: str) -> bytes:
        """The key that signs URLs into that container."""
        return _derived(self.primary, container) if self.are_of_containers else _bytes(self.primary)

    def account_headers(self) -> dict[str, str]:
        """The headers that the account should have; an empty value removes one."""
        keys = ("", "") if self.are_of_containers else (self.primary, self.secondary)
        values = [key.reveal() if isinstance(key, Secret) else key for key in keys]
        return {f"X-Account-Meta-{name}": value for name, value in zip(NAMES, values, strict=True)}

    def container_headers(self, container: str) -> dict[str, str]:
        """The headers that that container should have; keys of the account are left out."""
        if not self.are_of_containers:
            return {}
        keys = (self.primary, self.secondary)
        return {
            f"X-Container-Meta-{name}": _derived(key, container).decode() if key else ""
            for name, key in zip(NAMES, keys, strict=True)
        }


def differing(wanted: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Those of `wanted` that differ in Swift's answer."""
    return {
        name: value
        for name, value in wanted.items()
        if not _is_same(value, given.get(name.lower(), ""))
    }


def missing(wanted: Mapping[str, str], given: Mapping[str, str]) -> list[str]:
    """Those of `primary` and `secondary` that are in neither header: for Swift both are equal."""
    there = [given.get(name.lower(), "") for name in wanted]
    return [
        which
        for which, value in zip(("primary", "secondary"), wanted.values(), strict=True)
        if not any(_is_same(value, each) for each in there)
    ]


def _is_same(key: str, given: str) -> bool:
    # swiftclient unquotes the headers of an answer.
    return hmac.compare_digest(unquote(key).encode(), given.encode())


def _derived(key: Secret, container: str) -> bytes:
    return hmac.digest(_bytes(key), f"container\n{container}".encode(), "sha256").hex().encode()


def _bytes(key: Secret) -> bytes:
    return key.reveal().encode()
