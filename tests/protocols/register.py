"""The errors that the table of every protocol must have, and one example of each."""

from __future__ import annotations

from collections.abc import Iterator

from dds_upload.core import errors
from dds_upload.core.errors import Mismatch, UploadServiceError
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Kind, Reason, Refusal

#: Those that cannot be made without more.
_EXAMPLES: tuple[UploadServiceError, ...] = (
    errors.NotFound(Kind.UPLOAD),
    errors.ValidationFailed(Refusal(Reason.FIELD_INVALID, "size")),
    errors.ManifestRefused([(0, Mismatch.SIZE)]),
    errors.Overlap(ByteRange(0, 4), ByteRange(2, 6)),
    errors.Incomplete([ByteRange(0, 4)]),
    errors.IntegrityFailed(Failure(FailureCode.WHOLE_MISSING)),
    errors.IllegalTransition(state="complete"),
    errors.ContentMismatch(claimed="md5:1", computed="md5:2"),
)


def register() -> Iterator[type[UploadServiceError]]:
    """Every class of the register below the root."""
    waiting = list(UploadServiceError.__subclasses__())
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found.__module__ == errors.__name__:
            yield found


def example(kind: type[UploadServiceError]) -> UploadServiceError:
    """An error of that class."""
    made = {type(it): it for it in _EXAMPLES}
    return made[kind] if kind in made else kind("text")
