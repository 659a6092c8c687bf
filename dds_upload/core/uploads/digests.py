"""Digests of a whole file, with their origin."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.accounts.authorship import Audit
from dds_upload.core.storage.digest import Digest


@dataclass(frozen=True, slots=True)
class ReportedDigest:
    """A whole-file digest; `origin` is `client` (reported) or `service` (computed)."""

    digest: Digest
    origin: str
    audit: Audit
