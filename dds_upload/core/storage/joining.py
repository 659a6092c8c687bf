"""Segments that are joined to one file, and whether they are still what they were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from dds_upload.core.errors import Mismatch
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment


class Concatenator(Protocol):
    """Storage that joins stored segments to one file without copying them."""

    def concatenate(
        self, key: ObjectKey, manifest: Manifest, *, content_type: str, filename: str
    ) -> None:
        """Make `key` the segments of `manifest` in order; a repeat replaces it by the same.

        Checks that each segment is stored with the size and digest the manifest names; raises
        ManifestRefused with all that differ, and then `key` is not made. Raises StorageRefused only
        where storage will never keep this very file: its upload fails for good. A storage that is
        set up wrongly, and so refuses all alike, is unavailable here.
        """
        ...


class SegmentCheck(Protocol):
    """Storage that takes bytes by itself, asked for what it has of single segments.

    Wherever signed URLs lead to the storage, its objects may change behind the service's back.
    """

    def is_listing_enough(self) -> bool:
        """Whether a listing shows all that a client can have done to an object.

        It does not where clients can say when an object shall end. May ask the storage.
        """
        ...

    def faults(self, segments: Sequence[Segment]) -> Sequence[Mismatch | None]:
        """How what is stored now differs from each of these; None where it does not.

        A listing may be behind; this never is. What is as it should be stays so from here on: an
        end that a client has set is taken off.
        """
        ...
