"""Joining segments to one file, and checking whether they have changed since."""

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
        """Make `key` the segments of `manifest` in order.

        Repeating it replaces the file by the same one.

        Checks that each segment is stored with the size and digest that the manifest names. Raises
        ManifestRefused with all segments that differ; `key` is not made then. Raises StorageRefused
        only if storage will never keep this very file: its upload fails for good. A storage that is
        set up wrongly, and so refuses all files, raises StorageUnavailable.
        """
        ...


class SegmentCheck(Protocol):
    """Storage that takes bytes by itself, and can be asked for single segments.

    If signed URLs lead to the storage, its objects may change without the service.
    """

    def is_listing_enough(self) -> bool:
        """Whether a listing shows everything that a client can have done to an object.

        It does not if clients can set the time at which an object ends. May ask the storage.
        """
        ...

    def faults(self, segments: Sequence[Segment]) -> Sequence[Mismatch | None]:
        """The fault of each of these segments as it is stored now; None if it has none.

        A listing may be behind; this never is. A segment without a fault stays as it is: an end
        that a client has set is removed.
        """
        ...
