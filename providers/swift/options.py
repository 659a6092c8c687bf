"""An operator's options for one Swift account."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from dds_upload.core.secret import Secret
from providers.swift.url_keys import ACCOUNT, UrlKeys

_NONE = Secret("")


@dataclass(frozen=True, slots=True)
class KeystoneOptions:
    """Signing in with Keystone's version 3, by a password or by an application credential.

    The names are those of OpenStack's own variables; an unset one is empty. An application
    credential includes its project, and takes the place of user and project. An empty `region`
    means the first one of the catalog.
    """

    auth_url: str
    username: str = ""
    password: Secret = _NONE
    user_domain_id: str = ""
    user_domain_name: str = ""
    project_id: str = ""
    project_name: str = ""
    project_domain_id: str = ""
    project_domain_name: str = ""
    application_credential_id: str = ""
    application_credential_secret: Secret = _NONE
    region: str = ""
    interface: str = "public"

    @property
    def project(self) -> Hashable:
        """The values that identify the project, as far as settings can."""
        if self.application_credential_id:
            return self.application_credential_id
        domain = self.project_domain_id or self.project_domain_name
        return self.project_id or (domain, self.project_name)


@dataclass(frozen=True, slots=True)
class SwiftOptions:
    """One account at one cluster.

    `url_root` has scheme, host and port only, and clients use it, too. Signing in is Swift's v1
    authentication as `user`, or else Keystone's. With Keystone, account and URL come from its
    catalog, unless they are given here. URLs are signed with the primary key; the secondary one,
    empty if there is none, keeps URLs of an earlier primary key good. `key_scope` says whether they
    are keys of the account, or whether containers have keys made from them. `timeout` is in
    seconds, for Swift to send or receive the next bytes. At most `concurrency` calls of a process
    wait for Swift at once, and as many send a body.
    """

    account: str
    url_root: str
    user: str
    password: Secret
    primary_key: Secret
    secondary_key: Secret
    version: str = "v1"
    auth_uri: str = "/auth/v1.0"
    timeout: float = 30.0
    concurrency: int = 16
    keystone: KeystoneOptions | None = None
    key_scope: str = ACCOUNT

    @property
    def keys(self) -> UrlKeys:
        """The keys of signed URLs."""
        return UrlKeys(self.primary_key, self.secondary_key, self.key_scope)
