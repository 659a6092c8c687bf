"""The proof of an upload's bytes once they are one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.upload import Verified


@dataclass(frozen=True, slots=True)
class Proof:
    """`digests` are those that the service computed, without the one that the client claimed."""

    verified: Verified
    digests: Sequence[Digest]
