"""The register of everything that can be refused or can fail; it knows no HTTP.

    UploadServiceError
    ├── Unauthenticated          who is calling is not known
    ├── MissingKeys              a token was asked for without both keys
    ├── InvalidKeys              a token was asked for with keys that open nothing
    ├── Forbidden                the caller may not do this
    ├── NotFound                 there is no such thing for this caller
    ├── NotConsistent            it is still being made (retry)
    ├── ValidationFailed         what was sent breaks a rule; names the fields
    ├── BadRequest               what was sent could not be read at all
    ├── IntegrityFailed          the stored bytes are not what was promised
    ├── IllegalTransition        an upload cannot go from this state to that one
    ├── Conflict                 somebody else changed it first
    ├── Overlap                  the bytes offered reach into a chunk that is there
    ├── Incomplete               bytes of the file are missing; names the ranges
    ├── InUse                    it cannot go while something is made of it
    ├── ManifestRefused          storage has other segments than the manifest names
    ├── ObjectMissing            storage has no object of that name
    ├── ContentMismatch          bytes received differ from size or digest announced
    ├── StorageUnavailable       storage did not answer or cannot now (retry)
    ├── StorageRefused           storage answered with a refusal that a retry will not lift
    └── RecordsUnavailable       the database did not answer (retry)

A protocol has one table from class to (status, body); a test proves that each table is total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dds_upload.core.failure import Failure
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Kind


class UploadServiceError(Exception):
    """Root of all errors this service raises on purpose."""

    #: Whether the same call may succeed later without being changed.
    retryable = False


class AuthenticationFailure(StrEnum):
    """Why a caller is unknown."""

    NO_TOKEN = "no api_token"
    EXPIRED = "expired api_token"
    INVALID = "invalid api_token"


class Unauthenticated(UploadServiceError):
    """The caller did not say who they are, or it could not be believed."""

    def __init__(self, why: AuthenticationFailure = AuthenticationFailure.INVALID) -> None:
        super().__init__(why.value)
        self.why = why


class MissingKeys(UploadServiceError):
    """A token takes two keys, of a user and of an agent; not both were sent."""


class InvalidKeys(UploadServiceError):
    """One of the two keys is unknown, or its user is disabled."""


class Forbidden(UploadServiceError):
    """The caller is known and may not do this."""


class NotFound(UploadServiceError):
    """There is nothing of that `kind`, or nothing that the caller may know of."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"{kind} not found")
        self.kind = kind


class NotConsistent(UploadServiceError):
    """The thing exists, but work on it has not ended yet."""

    retryable = True


@dataclass(frozen=True, slots=True)
class FieldError:
    """One rule that one field of a request breaks; the field in the request's own spelling."""

    field: str
    message: str


class ValidationFailed(UploadServiceError):
    """A request breaks rules: about `fields` of it, about the `objects` it is for, or both."""

    def __init__(self, fields: Iterable[FieldError] = (), objects: Iterable[str] = ()) -> None:
        self.fields: Sequence[FieldError] = tuple(fields)
        self.objects: Sequence[str] = tuple(objects)
        super().__init__(
            "; ".join([*self.objects, *(f"{e.field} {e.message}" for e in self.fields)])
        )

    @classmethod
    def field(cls, field: str, message: str) -> ValidationFailed:
        """The common case: one field, one message."""
        return cls([FieldError(field, message)])

    @classmethod
    def about(cls, message: str) -> ValidationFailed:
        """The other common case: one message about the object itself."""
        return cls(objects=[message])


class Faults:
    """Collects what several checks find wrong, so that a caller is told all of it at once.

    Each check runs in a `with faults:` of its own; `raise_any` ends the collecting.
    """

    def __init__(self) -> None:
        self._fields: list[FieldError] = []
        self._objects: list[str] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if not isinstance(error, ValidationFailed):
            return False
        self._fields.extend(error.fields)
        self._objects.extend(error.objects)
        return True

    def raise_any(self) -> None:
        """Raise ValidationFailed with everything found, if anything was."""
        if self._fields or self._objects:
            raise ValidationFailed(self._fields, self._objects)


class BadRequest(UploadServiceError):
    """The request could not be read: not JSON, not text, too deep, cut off."""


class IntegrityFailed(UploadServiceError):
    """A finished upload turned out not to be what its client had announced; `failure` says how."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


class IllegalTransition(UploadServiceError):
    """An upload cannot go from the state it is in to the one asked for."""


class Conflict(UploadServiceError):
    """The change was judged on a state that somebody else has changed meanwhile."""

    retryable = True


class Overlap(UploadServiceError):
    """The range offered reaches into the chunk at `taken`, which begins elsewhere."""

    def __init__(self, offered: ByteRange, taken: ByteRange) -> None:
        super().__init__(f"bytes {offered} overlap the chunk at bytes {taken}")
        self.taken = taken


class Incomplete(UploadServiceError):
    """No chunk covers the bytes in `missing`."""

    #: How many ranges the text names; all are in `missing`.
    SHOWN = 10

    def __init__(self, missing: Sequence[ByteRange]) -> None:
        self.missing = tuple(missing)
        shown = ", ".join(str(each) for each in self.missing[: self.SHOWN])
        more = len(self.missing) - self.SHOWN
        super().__init__(
            f"upload is incomplete - missing bytes: {shown}"
            + (f" and {more} more ranges" if more > 0 else "")
        )


class InUse(UploadServiceError):
    """It cannot be removed while something else is made of it."""


class Mismatch(StrEnum):
    """What is wrong with a stored segment."""

    MISSING = "missing"
    SIZE = "size"
    DIGEST = "digest"


class ManifestRefused(UploadServiceError):
    """Segments in storage differ from the manifest; `problems` names position and kind."""

    def __init__(self, problems: Sequence[tuple[int, Mismatch]]) -> None:
        self.problems = tuple(problems)
        shown = ", ".join(f"{index}: {kind}" for index, kind in self.problems[:10])
        super().__init__(f"{len(self.problems)} segments differ ({shown})")


class ObjectMissing(UploadServiceError):
    """Storage holds no object of that name."""


class ContentMismatch(UploadServiceError):
    """The bytes received are not those announced; nothing of them was kept."""


class StorageUnavailable(UploadServiceError):
    """Storage could not be reached, timed out, or said that it cannot now."""

    retryable = True


class StorageRefused(UploadServiceError):
    """Storage answered, and refused in a way that repeating the call will not change."""


class RecordsUnavailable(UploadServiceError):
    """The database could not be reached or gave up."""

    retryable = True
