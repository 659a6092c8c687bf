"""The contract that every storage fulfils, and streams of bytes into and out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey, ObjectStat, Segment
from dds_upload.core.storage.policy import ProviderCapabilities

#: Some of the bytes of a stream, which do not change.
Block = bytes | memoryview


class ByteSource(Protocol):
    """Bytes as they arrive, block by block: iterate once. A reader may keep a block."""

    def __iter__(self) -> Iterator[Block]: ...


class ByteStream(Protocol):
    """Bytes to send: iterate once, then close. Closing early is allowed."""

    @property
    def size(self) -> int:
        """The number of bytes that the iteration gives."""
        ...

    def __iter__(self) -> Iterator[bytes]: ...
    def close(self) -> None: ...


class ObjectStore(Protocol):
    """A storage. Every call can be repeated without harm."""

    def capabilities(self) -> ProviderCapabilities:
        """The limits of the storage, as the storage itself reports them."""
        ...

    def ensure_container(self, container: str) -> None:
        """Make the container unless it exists."""
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

        Without a size, store all bytes until the source ends, which may be none.

        The object is published only if exactly `size` bytes came and `digest`, if given, is theirs.
        Otherwise this raises ContentMismatch, and a former object stays untouched. It also stays
        untouched if the source raises; that error passes unchanged. The source has been read to its
        end before anything is published, so it may refuse its bytes as late as there. Once the call
        returns, the bytes are durable.

        Raises ObjectMissing if the container does not exist, before anything is read: the caller
        may make the container and put the same source again.
        """
        ...

    def stat(self, key: ObjectKey) -> ObjectStat:
        """The facts about an object or a joined file; raises ObjectMissing."""
        ...

    def open(
        self, key: ObjectKey, wanted: ByteRange | None = None, *, digest: Digest | None = None
    ) -> ByteStream:
        """The bytes of an object or a joined file, or of a range that lies inside it.

        If storage keeps several versions of an object, this opens the one with that digest; without
        a digest, or if no version has it, the newest.

        Raises ObjectMissing. If a part is gone or has changed, the iteration ends with an error;
        the part is never passed over.
        """
        ...

    def list_below(self, key: ObjectKey) -> Iterable[Segment]:
        """All objects named below `key` (`key/...`), in no order.

        None if there are no such objects.

        A listing is one call, or a few, however many objects there are, and may be a moment behind.
        Joined files are not in it. If storage keeps several versions of an object, each of them is.
        """
        ...

    def remove(self, key: ObjectKey) -> None:
        """Remove one object, or only the manifest of a joined file. A missing one is no error."""
        ...

    def remove_all(self, keys: Sequence[ObjectKey]) -> None:
        """Remove many objects in the same way, in as few calls as the storage allows."""
        ...

    def remove_tree(self, key: ObjectKey) -> None:
        """Remove `key` and everything named below it (`key/...`). Missing objects are no error."""
        ...
