"""Sentences for codes. Plain ones for every code are here; each protocol adds its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dds_upload.core.accounts.roles import CREATOR_ROLE
from dds_upload.core.accounts.scopes import Scope
from dds_upload.core.accounts.slugs import SLUG_MAX
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.lines import LINE_MAX
from dds_upload.core.reasons import Field, Reason, Refusal

#: Sentences by code, or by code and field if there is a closer one; `{name}` stands for a detail.
Sentences = Mapping[Reason | tuple[Reason, Field], str]


#: How many characters of a name are repeated: as many as file systems allow bytes.
_NAME_SHOWN = 255


@dataclass(frozen=True, slots=True)
class Worded(Refusal):
    """A refusal that one protocol makes by itself, in its own words; `name` is a name at fault."""

    text: str = ""
    name: str = ""


def worded(text: str, field: str | None = None, reason: Reason = Reason.FIELD_INVALID) -> Worded:
    """Such a refusal; the field is spelled as in the protocol."""
    return Worded(reason, field, text=text)


def refused(
    text: str, field: str | None = None, reason: Reason = Reason.FIELD_INVALID
) -> ValidationFailed:
    """ValidationFailed with this refusal alone."""
    return ValidationFailed(worded(text, field, reason))


@dataclass(frozen=True, slots=True)
class Words:
    """The language of one protocol: its sentences, and its spelling of core's fields."""

    sentences: Sentences
    fields: Mapping[Field, str] = field(default_factory=lambda: SAME_FIELDS)
    failures: Mapping[FailureCode, str] = field(default_factory=lambda: PLAIN_FAILURES)

    def say(self, refusal: Refusal) -> str:
        """The sentence, without the field."""
        if isinstance(refusal, Worded):
            return refusal.text
        field, sentence = refusal.field, self.sentences[refusal.reason]
        if isinstance(field, Field):
            sentence = self.sentences.get((refusal.reason, field), sentence)
        return sentence.format_map(refusal.details)

    def say_in_full(self, refusal: Refusal) -> str:
        """Field and sentence, and the name at fault in letters that any terminal can print."""
        name = refusal.name if isinstance(refusal, Worded) else ""
        shown = f": {_shortened(name)!a}" if name else ""
        return f"{self.spell(refusal)} {self.say(refusal)}{shown}"

    def spell(self, refusal: Refusal) -> str:
        """The spelling of the field; a protocol's own refusal has it spelled already."""
        field = refusal.field or ""
        return self.fields[field] if isinstance(field, Field) else field

    def say_failure(self, failure: Failure) -> str:
        """The sentence for a failure; never empty.

        If details are missing that the sentence names, a sentence without details is used.
        """
        details = {name: _listed(value) for name, value in failure.details.items()}
        try:
            said = self.failures[failure.code].format_map(details)
        except KeyError:
            said = ""
        return said or BARE_FAILURES[failure.code]

    def say_all(self, error: ValidationFailed) -> str:
        """Everything in one line, first the faults of the whole."""
        about = [self.say(it) for it in error.objects]
        return "; ".join([*about, *(f"{self.spell(it)} {self.say(it)}" for it in error.fields)])


def _shortened(name: str) -> str:
    return name if len(name) <= _NAME_SHOWN else f"{name[:_NAME_SHOWN]}..."


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


#: Fields as core names them.
SAME_FIELDS: Mapping[Field, str] = {it: it.value for it in Field}

_LINE = f"must be at most {LINE_MAX} printable characters"

PLAIN: Sentences = {
    Reason.TOKEN_MISSING: "no token was sent",
    Reason.TOKEN_EXPIRED: "the token has expired",
    Reason.TOKEN_INVALID: "the token is invalid",
    Reason.KEYS_MISSING: "missing key or keys",
    Reason.KEYS_INVALID: "invalid key",
    Reason.PERMISSION_DENIED: "permission denied",
    Reason.SCOPE_MISSING: "the token is limited to scopes that do not allow this",
    Reason.SIGNATURE_INVALID: "the signed URL is wrong",
    Reason.URL_EXPIRED: "the signed URL has expired",
    Reason.URL_SUPERSEDED: "other content was announced for this chunk after the URL was signed",
    Reason.REQUEST_UNREADABLE: "the request cannot be read",
    Reason.REQUEST_TOO_LARGE: "the request is too large",
    Reason.LENGTH_REQUIRED: "send a Content-Length",
    Reason.MEDIA_TYPE_UNSUPPORTED: "the media type is not supported",
    Reason.METHOD_NOT_ALLOWED: "the method is not allowed",
    Reason.RANGE_NOT_SATISFIABLE: "the range lies outside of the content",
    Reason.PRECONDITION_FAILED: "the content does not meet the conditions of the request",
    Reason.REQUEST_KEY_REUSED: "the Idempotency-Key was sent with another request before",
    Reason.FIELD_REQUIRED: "can't be blank",
    Reason.FIELD_INVALID: "is invalid",
    (Reason.FIELD_INVALID, Field.SLUG): (
        f"must be 1 to {SLUG_MAX} lower-case letters, digits, - and _, "
        "and neither a number nor an id"
    ),
    (Reason.FIELD_INVALID, Field.USERNAME): (
        f"must be 1 to {LINE_MAX} printable characters without spaces, slashes and colons"
    ),
    (Reason.FIELD_INVALID, Field.NAME): _LINE,
    (Reason.FIELD_INVALID, Field.FULL_NAME): _LINE,
    (Reason.FIELD_INVALID, Field.EMAIL): _LINE,
    (Reason.FIELD_INVALID, Field.LABEL): _LINE,
    (Reason.FIELD_INVALID, Field.SCOPE): f"must be one of {', '.join(Scope)}",
    Reason.FIELD_TOO_LONG: "is too long (maximum is {max} characters)",
    Reason.LIST_TOO_LONG: "has too many items (maximum is {max})",
    Reason.ALREADY_TAKEN: "has already been taken",
    Reason.ALGORITHM_UNKNOWN: "is not included in the list",
    Reason.ALGORITHM_MISMATCH: "must be {algorithm}, the algorithm of the storage provider",
    Reason.DIGEST_MALFORMED: "must be {digits} hexadecimal digits",
    Reason.PROVIDER_DEPRECATED: "cannot be deprecated",
    Reason.PARENT_ELSEWHERE: "must be in the same project",
    Reason.PARENT_INSIDE: "must not be the folder itself or inside it",
    Reason.FOLDERS_TOO_DEEP: "must not put folders more than {max} deep",
    Reason.NOT_FOUND: "not found",
    Reason.UPLOAD_EXPIRED: "the upload has expired",
    Reason.CONTENT_MISSING: "the stored content is missing",
    Reason.NOT_CONSISTENT: "it is still being made, try again",
    Reason.CHANGED_MEANWHILE: "somebody else changed it at the same moment, try again",
    Reason.IN_USE: "it is in use",
    Reason.LAST_ADMINISTRATOR: f"a project must keep a member with the role {CREATOR_ROLE}",
    Reason.CURRENT_VERSION: "the current version of a file cannot be deleted",
    Reason.FILE_TOO_LARGE: "File size is currently not supported - maximum size is {max}",
    Reason.TOO_MANY_UPLOADS_OPEN: (
        "would be one upload too many - {open} of at most {max} are open, finish or remove some"
    ),
    Reason.TOO_MANY_BYTES_OPEN: (
        "exceeds what may be open - uploads of {open} of at most {max} bytes are open, finish or"
        " remove some"
    ),
    Reason.QUOTA_EXCEEDED: (
        "exceeds the quota of the storage provider - {max} of {quota} bytes are left"
    ),
    Reason.CHUNK_SIZE_OUT_OF_RANGE: ("Invalid chunk size specified - must be in range {min}-{max}"),
    Reason.TOO_MANY_CHUNKS: "maximum upload chunks exceeded.",
    Reason.CHUNKS_EXCEED_FILE: "Chunks exceed the file size - at most {max} bytes are left",
    Reason.CHUNK_AFTER_LAST: "must not follow chunk {number}, which is shorter than {min}",
    Reason.RANGE_OUTSIDE_FILE: "bytes {range} do not lie inside the {size} bytes of the upload",
    Reason.CHUNK_OVERLAPS: "bytes {offered} overlap the chunk at bytes {taken}",
    Reason.CONTENT_SIZE_MISMATCH: "the content does not have the {size} bytes announced",
    Reason.CONTENT_DIGEST_MISMATCH: "the content's digest is {computed}, not {claimed}",
    Reason.UPLOAD_CLOSED: "upload is {state} and takes no more chunks",
    Reason.CHUNK_NOT_DAMAGED: (
        "the upload takes damaged chunks again, as they were announced; chunk {number} is none"
    ),
    Reason.UPLOAD_INCOMPLETE: "upload is incomplete - {missing} bytes are missing",
    Reason.UPLOAD_NOT_COMPLETED: "upload is not completed",
    Reason.UPLOAD_ASSEMBLING: "upload is being assembled",
    Reason.UPLOAD_FAILED: "upload has failed",
    Reason.COMPLETED_OTHERWISE: "the upload was completed as {claimed}",
    Reason.PROTOCOL_MISMATCH: (
        "upload was begun through another interface of this service and is completed there"
    ),
    Reason.INTEGRITY_FAILED: "the content is bad",
    Reason.KIND_UNSUPPORTED: "files of the kind {kind} are not supported by this installation",
    Reason.STORAGE_UNAVAILABLE: "The storage provider is unavailable",
    Reason.SERVICE_BUSY: "too many uploads and downloads are under way here, try again",
    Reason.FILES_LEFT: "some of the files are begun, ask again for the others",
    Reason.STORAGE_BUSY: "The storage provider is busy, try again",
    Reason.STORAGE_FULL: "The storage provider is full",
    Reason.CLOCK_SKEWED: "The clocks of service and storage provider differ: no URL can be signed",
    Reason.STORAGE_REFUSED: "The storage provider refuses",
    Reason.DATABASE_UNAVAILABLE: "the database is unavailable, try again",
    Reason.INTERNAL_ERROR: "internal server error",
}

PLAIN_FAILURES: Mapping[FailureCode, str] = {
    FailureCode.WHOLE_DIGEST_DIFFERS: "the content has another digest than was reported",
    FailureCode.WHOLE_SIZE_DIFFERS: "the content has another size than was reported",
    FailureCode.WHOLE_MISSING: "the content is not in storage",
    FailureCode.CHUNK_DIGEST_DIFFERS: "chunks have other digests than were reported",
    FailureCode.CHUNK_SIZE_DIFFERS: "chunks have other sizes than were reported",
    FailureCode.CHUNK_MISSING: "chunks are not in storage",
    FailureCode.BYTES_LOST: "storage has lost bytes {bytes}",
    FailureCode.CHUNKS_DAMAGED: (
        "chunks changed in storage after the file was complete, send them again: {chunks}"
    ),
    FailureCode.WHOLE_DAMAGED: (
        "the content changed in storage after the file was complete, send it again"
    ),
    FailureCode.UNREADABLE: "{text}",
    FailureCode.NOT_PROCESSED: "{text}",
    FailureCode.STORAGE_UNAVAILABLE: "The storage provider is unavailable",
    FailureCode.STORAGE_FULL: (
        "The storage provider is full - the upload can be finished once there is room"
    ),
    FailureCode.STORAGE_REFUSED: "The storage provider refuses to keep the file",
    FailureCode.WITHDRAWN: "upload was deleted",
    FailureCode.NEVER_ENDED: "assembly was begun many times and never ended",
    FailureCode.INTERNAL_ERROR: "assembly failed for a reason of the service's own",
    FailureCode.TOLD: "{text}",
}

#: The same where nothing is known but the code.
BARE_FAILURES: Mapping[FailureCode, str] = {
    **PLAIN_FAILURES,
    FailureCode.BYTES_LOST: "storage has lost bytes of the content",
    FailureCode.CHUNKS_DAMAGED: "chunks changed in storage after the file was complete",
    FailureCode.UNREADABLE: "the content is not of the kind that it should be",
    FailureCode.NOT_PROCESSED: "the content could not be processed",
    FailureCode.TOLD: "assembly failed",
}
