"""Where bytes live: the contract that every storage fulfils, and bytes on their way in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey, ObjectStat, Segment
from dds_upload.core.storage.policy import ProviderCapabilities

#: How many bytes are read, hashed and written in one step.
BLOCK_SIZE = 2**20


class ByteSource(Protocol):
    """Bytes as they arrive; `read` gives at most `size` bytes and b"" at the end."""

    def read(self, size: int, /) -> bytes: ...


class ByteStream(Protocol):
    """Bytes on their way out: iterate once, then close. Closing early is allowed."""

    @property
    def size(self) -> int:
        """Number of bytes the iteration gives."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class ObjectStore(Protocol):
    """Where bytes live. Everything here can be repeated without harm."""

    def capabilities(self) -> ProviderCapabilities:
        """What the storage can hold, asked of the storage itself."""
        ...

    def ensure_container(self, container: str) -> None:
        """Make the container unless it is there."""
        ...

    def put(
        self,
        key: ObjectKey,
        source: ByteSource,
        *,
        size: int | None,
        digest: Digest | None,
        algorithm: str,
    ) -> Digest:
        """Store `size` bytes of `source` under `key`, streaming, and give their digest.

        Without a size, all that comes until the source ends, which may be nothing.

        Published only when exactly `size` bytes came and `digest`, if given, is theirs; otherwise
        ContentMismatch, and what was stored before is untouched. It is untouched as well when the
        source raises, which passes unchanged. The source has been read to its b"" before anything
        is published, so it may refuse its bytes as late as there. What the call returned for is
        durable.

        Raises ObjectMissing where the container is not there, before anything is read: the caller
        may make the container and put the same source again.
        """
        ...

    def stat(self, key: ObjectKey) -> ObjectStat:
        """What is known of an object or a joined file; raises ObjectMissing."""
        ...

    def open(
        self, key: ObjectKey, wanted: ByteRange | None = None, *, digest: Digest | None = None
    ) -> ByteStream:
        """The bytes of an object or a joined file, or a range that lies inside it.

        Where storage keeps several versions of an object, those of the one with that digest; else,
        or if there is none, of the newest.

        Raises ObjectMissing. A part that is gone or changed ends the iteration with an error, it
        is never passed over.
        """
        ...

    def list_below(self, key: ObjectKey) -> Iterable[Segment]:
        """All objects named below `key` (`key/...`), in no order; none where nothing is there.

        A listing is one question, or a few, however many objects there are, and may be a moment
        behind. Joined files are not in it. Where storage keeps several versions of an object, each
        of them is.
        """
        ...

    def remove(self, key: ObjectKey) -> None:
        """Remove one object, or the manifest alone of a joined file. Missing is fine."""
        ...

    def remove_all(self, keys: Sequence[ObjectKey]) -> None:
        """The same of many, in as few questions as the storage allows."""
        ...

    def remove_tree(self, key: ObjectKey) -> None:
        """Remove `key` and everything named below it (`key/...`). Missing is fine."""
        ...
