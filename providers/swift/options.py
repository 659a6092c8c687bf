"""What an operator says about one Swift account."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.secret import Secret


@dataclass(frozen=True, slots=True)
class SwiftOptions:
    """One account at one cluster.

    `url_root` has scheme, host and port only, and clients use it too. Signing in is Swift's v1
    authentication. URLs are signed with the primary key; the secondary one, empty where there is
    none, keeps URLs of an earlier primary good. `timeout` in seconds: for a connection to come
    about, and for Swift to send or take the next bytes.
    """

    account: str
    url_root: str
    user: str
    password: Secret
    primary_key: Secret
    secondary_key: Secret
    version: str = "v1"
    auth_uri: str = "/auth/v1.0"
    timeout: float = 60.0
