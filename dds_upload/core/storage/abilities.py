"""What storage must be able to do, what it may be able to do, and what was resolved at start-up.

Three contracts are mandatory: ObjectStore, Presigner and Concatenator. The others are optional.
`Abilities` has a slot for each; operations ask what is in a slot, never what a provider is an
instance of.

Every method raises StorageUnavailable when the storage cannot be reached or cannot now, and
StorageRefused when it refuses for good. No method may be given a name that came from a client:
keys are made of ids and numbers (see ObjectKey).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dds_upload.core.errors import Mismatch
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.handover import Handover
from dds_upload.core.storage.inventory import Inventory
from dds_upload.core.storage.manifest import Manifest, ObjectKey, ObjectStat, Segment
from dds_upload.core.storage.policy import ProviderCapabilities
from dds_upload.core.storage.quota import Quota
from dds_upload.core.storage.signing import SignedRequest

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


class Draft(Protocol):
    """Bytes that were written before it was known which object they are."""

    def write(self, block: bytes, /) -> None:
        """Append."""
        ...

    def publish(self, key: ObjectKey, digest: Digest) -> None:
        """Become `key`, once, as after `ObjectStore.put`; `digest` is that of all that was written.

        Who wrote has taken it, so the bytes are not read again. Raises ObjectMissing where the
        container is not there: the caller may make the container and publish again.
        """
        ...

    def close(self) -> None:
        """What was not published is gone."""
        ...


class Drafts(Protocol):
    """Storage that takes bytes before their object is known, and then writes them only once."""

    def begin(self) -> Draft:
        """An empty one; those before it are written into no more, and can still be published."""
        ...


class Presigner(Protocol):
    """Storage that clients may talk to directly with a signed URL. Signing reaches nothing."""

    @property
    def host(self) -> str | None:
        """Scheme, host and port that signed URLs lead to; None: those of this service.

        Raises StorageUnavailable while that is not known.
        """
        ...

    def sign_put(self, key: ObjectKey, expires_at: datetime) -> SignedRequest:
        """One PUT of `key` until `expires_at`."""
        ...

    def sign_get(self, key: ObjectKey, filename: str, expires_at: datetime) -> SignedRequest:
        """GETs of `key` until `expires_at`, to be saved as `filename` (RFC 6266)."""
        ...


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


class SignedUrlVerifier(Protocol):
    """Storage whose signed URLs lead back to this service, which must check them itself."""

    @property
    def prefix(self) -> str:
        """The path all its URLs start with, such as `/storage/local`."""
        ...

    def is_signed(self, method: str, path: str, query: Mapping[str, str]) -> bool:
        """Whether a request carries a signature for this unquoted path, expired or not."""
        ...

    def is_allowed(self, method: str, path: str, query: Mapping[str, str], now: datetime) -> bool:
        """Whether a request carries a signature for this unquoted path that has not expired."""
        ...

    def key_of(self, path: str) -> ObjectKey | None:
        """The object an unquoted path names; None where it can name none."""
        ...


class Quotas(Protocol):
    """Storage that tells how much may be stored in it."""

    def of(self, container: str | None) -> Sequence[Quota]:
        """Those that bind what is stored in that container, or (None) wherever it is stored.

        As known at the moment, which may be none. Never raises, and takes a second at most.
        """
        ...


class Inspector(Protocol):
    """Storage an administrator can try out and set up."""

    def inspect(self, browser_origins: list[str]) -> list[str]:
        """Try what uploads will need on the real storage; one sentence for each fault found."""
        ...

    def configure(self) -> list[str]:
        """Set the storage up (signing keys ...); one sentence for each thing changed."""
        ...


class SelfCheck(Protocol):
    """Storage of which this process can see by itself, and at once, that it cannot be used."""

    def check(self) -> None:
        """Raise StorageRefused for what stays wrong until somebody mends it.

        Raises StorageUnavailable where the storage is away.
        """
        ...


class StorageMark(Protocol):
    """Storage that could be taken for an empty one while it is only away: an unmounted disk.

    Nothing is stored, removed or called missing where the mark is not there.
    """

    @property
    def advice(self) -> str:
        """What an operator can do where files are known, and neither they nor a mark are there."""
        ...

    def is_there(self) -> bool:
        """Whether this is the storage."""
        ...

    def holds_anything(self) -> bool:
        """Whether anything lies where the storage should be."""
        ...

    def make(self) -> str:
        """Mark what is there as the storage, for good; gives a sentence for the operator."""
        ...


class Janitor(Protocol):
    """Storage in which a killed process may leave something behind."""

    def clear_leftovers(self, before: datetime) -> int:
        """Remove temporary things not touched since `before`; returns how many."""
        ...

    def remove_unnamed(self, key: ObjectKey, manifest: Manifest) -> int:
        """Remove what lies beside segments of a joined file and is none of them; returns how many.

        That is what was sent for chunks whose file is made of something else, other versions of
        the same objects among it. Segments that do not lie below `key` are left alone.
        """
        ...


@dataclass(frozen=True, slots=True)
class Abilities:
    """What one configured provider can do.

    Uploads need the first three of every provider; the others are None where it has no such thing.
    """

    store: ObjectStore
    presigner: Presigner
    concatenator: Concatenator
    drafts: Drafts | None = None
    segment_check: SegmentCheck | None = None
    verifier: SignedUrlVerifier | None = None
    quotas: Quotas | None = None
    inspector: Inspector | None = None
    janitor: Janitor | None = None
    self_check: SelfCheck | None = None
    mark: StorageMark | None = None
    inventory: Inventory | None = None
    handover: Handover | None = None

    @property
    def takes_bytes_by_itself(self) -> bool:
        """Whether a signed URL is good until it expires, whatever became of its upload meanwhile.

        It is not where the URLs lead to this service, which looks at the upload first.
        """
        return self.verifier is None
