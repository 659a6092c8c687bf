"""The register of everything that can be refused or can fail; it knows no HTTP and no sentences.

    UploadServiceError
    ├── Unauthenticated          the caller is not known
    ├── MissingKeys              a token was asked for without both keys
    ├── InvalidKeys              a token was asked for with keys that open nothing
    ├── Forbidden                the caller may not do this
    ├── NotFound                 there is no such thing for this caller
    ├── NotConsistent            it is still being made (retry)
    ├── ValidationFailed         what was sent breaks a rule; names the fields
    ├── BadRequest               what was sent could not be read at all
    ├── IntegrityFailed          the stored bytes are not what was promised
    ├── IllegalTransition        an upload cannot go from this state to that one
    ├── Conflict                 another request changed it first
    ├── KeyReused                the key of a request stands for another request
    ├── Overlap                  the offered bytes overlap an existing chunk
    ├── Incomplete               bytes of the file are missing; names the ranges
    ├── InUse                    it cannot be removed while a file or artifact is made of it
    ├── ManifestRefused          storage has other segments than the manifest names
    ├── ObjectMissing            storage has no object of that name
    ├── ContentMismatch          bytes received differ from size or digest announced
    ├── StorageUnavailable       storage did not answer, or cannot work now (retry)
    │   ├── StorageBusy          too many calls wait for storage (pause and retry)
    │   ├── StorageFull          storage has no room (retry once there is room)
    │   └── ClockSkewed          this host's clock and storage's differ, so no URL is signed
    ├── StorageRefused           storage answered with a refusal that a retry will not lift
    ├── ServiceBusy              it is more than this process does at once (retry)
    └── RecordsUnavailable       the database did not answer (retry)

Each error has a code of `core.reasons`. A protocol has one table from class to (status, body) and
one of words; tests prove that each table is complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import ClassVar

from dds_upload.core.failure import Failure
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Detail, Kind, Reason, Refusal


class UploadServiceError(Exception):
    """Root of all errors that this service raises on purpose.

    The text is for the log: clients read the words that their protocol has for the code. `reason`
    is a closer code than that of the class, and `details` belong to the code.
    """

    #: Whether the same call may succeed later without being changed.
    retryable: ClassVar[bool] = False
    #: The code unless a closer one is given.
    REASON: ClassVar[Reason]

    def __init__(self, text: str = "", *, reason: Reason | None = None, **details: Detail) -> None:
        self.refusal = Refusal(reason or self.REASON, None, details)
        super().__init__(text or str(self.refusal))

    @property
    def reason(self) -> Reason:
        """The code of the refusal."""
        return self.refusal.reason


class Unauthenticated(UploadServiceError):
    """The request names no caller, or its token cannot be believed."""

    REASON = Reason.TOKEN_INVALID


class MissingKeys(UploadServiceError):
    """A token needs two keys, of a user and of an agent; not both were sent."""

    REASON = Reason.KEYS_MISSING


class InvalidKeys(UploadServiceError):
    """One of the two keys is unknown, or its user is disabled."""

    REASON = Reason.KEYS_INVALID


class Forbidden(UploadServiceError):
    """The caller is known and may not do this."""

    REASON = Reason.PERMISSION_DENIED


class NotFound(UploadServiceError):
    """There is nothing of that `kind`, or nothing that the caller may know of."""

    REASON = Reason.NOT_FOUND

    def __init__(self, kind: Kind, *, reason: Reason | None = None) -> None:
        super().__init__(f"{kind} not found", reason=reason)
        self.kind = kind


class NotConsistent(UploadServiceError):
    """The thing exists, but work on it has not ended yet."""

    REASON = Reason.NOT_CONSISTENT
    retryable = True


class ValidationFailed(UploadServiceError):
    """A request breaks rules: about some of its `fields`, about the `objects` it is for, or both.

    If only one fault can be reported, it is the first of `fields`, or else of `objects`.
    """

    REASON = Reason.FIELD_INVALID

    def __init__(self, *refusals: Refusal) -> None:
        self.fields = tuple(it for it in refusals if it.field is not None)
        self.objects = tuple(it for it in refusals if it.field is None)
        super().__init__("; ".join(map(str, refusals)))
        self.refusal = next(iter(self.refusals), self.refusal)

    @property
    def refusals(self) -> Sequence[Refusal]:
        """All faults, those of fields first."""
        return self.fields + self.objects

    @classmethod
    def of(cls, reason: Reason, field: str | None = None, **details: Detail) -> ValidationFailed:
        """The common case: one rule that is broken."""
        return cls(Refusal(reason, field, details))


class BadRequest(UploadServiceError):
    """The request could not be read: not JSON, not text, too deep, cut off.

    Only code that reads requests raises it, so its text is for the client.
    """

    REASON = Reason.REQUEST_UNREADABLE


class IntegrityFailed(UploadServiceError):
    """The bytes of a finished upload are not those that its client announced.

    `failure` says how.
    """

    REASON = Reason.INTEGRITY_FAILED

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class IllegalTransition(UploadServiceError):
    """An upload cannot go from the state it is in to the one asked for."""

    REASON = Reason.UPLOAD_CLOSED


class Conflict(UploadServiceError):
    """The change was judged on a state that another request has changed meanwhile."""

    REASON = Reason.CHANGED_MEANWHILE
    retryable = True


class KeyReused(UploadServiceError):
    """The key that a client gave its request stands for another request of the same caller."""

    REASON = Reason.REQUEST_KEY_REUSED


class Overlap(UploadServiceError):
    """The offered range overlaps the chunk at `taken`, which begins at another byte."""

    REASON = Reason.CHUNK_OVERLAPS

    def __init__(self, offered: ByteRange, taken: ByteRange) -> None:
        super().__init__(offered=str(offered), taken=str(taken))
        self.taken = taken


class Incomplete(UploadServiceError):
    """No chunk covers the bytes in `missing`, which may be many ranges."""

    REASON = Reason.UPLOAD_INCOMPLETE

    def __init__(self, missing: Sequence[ByteRange]) -> None:
        self.missing = tuple(missing)
        super().__init__(missing=sum(each.length for each in self.missing))


class InUse(UploadServiceError):
    """It cannot be removed while a file or artifact is made of it."""

    REASON = Reason.IN_USE


class Mismatch(StrEnum):
    """The kinds of faults of a stored segment."""

    MISSING = "missing"
    SIZE = "size"
    DIGEST = "digest"


class ManifestRefused(UploadServiceError):
    """Segments in storage differ from the manifest.

    `problems` has the position and kind of each fault.
    """

    REASON = Reason.INTEGRITY_FAILED

    def __init__(self, problems: Sequence[tuple[int, Mismatch]]) -> None:
        self.problems = tuple(problems)
        shown = ", ".join(f"{index}: {kind}" for index, kind in self.problems[:10])
        super().__init__(f"{len(self.problems)} segments differ ({shown})")


class ObjectMissing(UploadServiceError):
    """Storage holds no object of that name."""

    REASON = Reason.CONTENT_MISSING


class ContentMismatch(UploadServiceError):
    """The received bytes are not those that were announced; none of them were kept."""

    REASON = Reason.CONTENT_DIGEST_MISMATCH


class StorageUnavailable(UploadServiceError):
    """Storage could not be reached, timed out, or reported that it cannot work now.

    `retry_after` is the number of seconds before which a new try is of no use; None if it is not
    known.
    """

    REASON = Reason.STORAGE_UNAVAILABLE
    retryable = True

    def __init__(self, text: str = "", *, retry_after: float | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class StorageBusy(StorageUnavailable):
    """Too many calls wait for storage, by its own count or by this process's."""

    REASON = Reason.STORAGE_BUSY


class StorageFull(StorageUnavailable):
    """Storage has no room for this: a quota is used up, or disks are full.

    The bytes to store are not at fault, and a try soon after changes nothing.
    """

    REASON = Reason.STORAGE_FULL


class ClockSkewed(StorageUnavailable):
    """The clocks of this host and of storage differ so much that no signed URL would be valid."""

    REASON = Reason.CLOCK_SKEWED


class StorageRefused(UploadServiceError):
    """Storage answered with a refusal that repeating the call will not change."""

    REASON = Reason.STORAGE_REFUSED


class ServiceBusy(UploadServiceError):
    """A request asks for more than this process does at once.

    As many streams are under way as it takes, or as it takes for one caller; or there are more
    files to begin than it begins in one request.
    """

    REASON = Reason.SERVICE_BUSY
    retryable = True


class RecordsUnavailable(UploadServiceError):
    """The database could not be reached or gave up."""

    REASON = Reason.DATABASE_UNAVAILABLE
    retryable = True
