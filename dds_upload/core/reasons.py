"""Codes for refusals and failures. Each protocol has its own words for them.

The values of `Reason` are public: answers contain them, and `docs/errors.md` lists them for the
authors of clients. A code is never changed and never used for something else.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

#: Something that comes with a code: a number, or a text such as a digest.
Detail = int | str


class Kind(StrEnum):
    """The kind of a thing that does not exist, or that the caller may not know of."""

    ORGANIZATION = "organization"
    USER = "user"
    API_TOKEN = "api_token"
    PROJECT = "project"
    ROLE = "role"
    MEMBER = "member"
    FOLDER = "folder"
    FILE = "file"
    FILE_VERSION = "file_version"
    STORAGE_PROVIDER = "storage_provider"
    UPLOAD = "upload"
    COMMIT = "commit"
    ARTIFACT = "artifact"


class Field(StrEnum):
    """The part of a request that is wrong; each protocol spells these in its own way."""

    SIZE = "size"
    NUMBER = "number"
    CHUNK_DIGEST_ALGORITHM = "chunk_digest_algorithm"
    CHUNK_DIGEST_VALUE = "chunk_digest_value"
    FILE_DIGEST_ALGORITHM = "file_digest_algorithm"
    FILE_DIGEST_VALUE = "file_digest_value"
    FURTHER_DIGEST_ALGORITHM = "further_digest_algorithm"
    FURTHER_DIGEST_VALUE = "further_digest_value"
    COMPLETED_AT = "completed_at"
    STORAGE_PROVIDER = "storage_provider"
    UPLOAD = "upload"
    PARENT = "parent"
    SLUG = "slug"
    NAME = "name"
    USERNAME = "username"
    FULL_NAME = "full_name"
    EMAIL = "email"
    SCOPE = "scope"
    LABEL = "label"


class Reason(StrEnum):
    """The reason of a refusal or failure: one code for each thing that a client can act upon.

    `limits` names the numbers that come with it, `texts` the texts.
    """

    limits: tuple[str, ...]
    texts: tuple[str, ...]

    def __new__(
        cls, code: str, limits: tuple[str, ...] = (), texts: tuple[str, ...] = ()
    ) -> Reason:
        """The value of a member is its code; the names of its details are attributes."""
        self = str.__new__(cls, code)
        self._value_ = code
        self.limits = limits
        self.texts = texts
        return self

    # The caller.
    TOKEN_MISSING = "token_missing"
    TOKEN_EXPIRED = "token_expired"
    TOKEN_INVALID = "token_invalid"
    KEYS_MISSING = "keys_missing"
    KEYS_INVALID = "keys_invalid"
    PERMISSION_DENIED = "permission_denied"
    SCOPE_MISSING = "scope_missing"
    SIGNATURE_INVALID = "signature_invalid"
    URL_EXPIRED = "url_expired"
    URL_SUPERSEDED = "url_superseded"

    # The request as such.
    REQUEST_UNREADABLE = "request_unreadable"
    REQUEST_TOO_LARGE = "request_too_large"
    LENGTH_REQUIRED = "length_required"
    MEDIA_TYPE_UNSUPPORTED = "media_type_unsupported"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    RANGE_NOT_SATISFIABLE = "range_not_satisfiable"
    PRECONDITION_FAILED = "precondition_failed"
    REQUEST_KEY_REUSED = "request_key_reused"

    # Its fields.
    FIELD_REQUIRED = "field_required"
    FIELD_INVALID = "field_invalid"
    FIELD_TOO_LONG = "field_too_long", ("max",)
    LIST_TOO_LONG = "list_too_long", ("max",)
    ALREADY_TAKEN = "already_taken"
    ALGORITHM_UNKNOWN = "algorithm_unknown"
    ALGORITHM_MISMATCH = "algorithm_mismatch", (), ("algorithm",)
    DIGEST_MALFORMED = "digest_malformed", ("digits",)
    PROVIDER_DEPRECATED = "provider_deprecated"
    PARENT_ELSEWHERE = "parent_elsewhere"
    PARENT_INSIDE = "parent_inside"
    FOLDERS_TOO_DEEP = "folders_too_deep", ("max",)

    # What there is.
    NOT_FOUND = "not_found"
    UPLOAD_EXPIRED = "upload_expired"
    CONTENT_MISSING = "content_missing"
    NOT_CONSISTENT = "resource_not_consistent"
    CHANGED_MEANWHILE = "changed_meanwhile"
    IN_USE = "in_use"
    LAST_ADMINISTRATOR = "last_administrator"
    CURRENT_VERSION = "current_version"

    # Files and chunks.
    FILE_TOO_LARGE = "file_too_large", ("max",)
    QUOTA_EXCEEDED = "quota_exceeded", ("max", "quota")
    TOO_MANY_UPLOADS_OPEN = "too_many_uploads_open", ("open", "max")
    TOO_MANY_BYTES_OPEN = "too_many_bytes_open", ("open", "max")
    CHUNK_SIZE_OUT_OF_RANGE = "chunk_size_out_of_range", ("min", "max")
    TOO_MANY_CHUNKS = "too_many_chunks", ("number",)
    CHUNKS_EXCEED_FILE = "chunks_exceed_file", ("max",)
    CHUNK_AFTER_LAST = "chunk_after_last", ("number", "min")
    RANGE_OUTSIDE_FILE = "range_outside_file", ("size",), ("range",)
    CHUNK_OVERLAPS = "chunk_overlaps", (), ("offered", "taken")
    CONTENT_SIZE_MISMATCH = "content_size_mismatch", ("size",)
    CONTENT_DIGEST_MISMATCH = "content_digest_mismatch", (), ("claimed", "computed")

    # The life of an upload.
    UPLOAD_CLOSED = "upload_closed", (), ("state",)
    CHUNK_NOT_DAMAGED = "chunk_not_damaged", ("number",)
    UPLOAD_INCOMPLETE = "upload_incomplete", ("missing",)
    UPLOAD_NOT_COMPLETED = "upload_not_completed"
    UPLOAD_ASSEMBLING = "upload_assembling"
    UPLOAD_FAILED = "upload_failed"
    COMPLETED_OTHERWISE = "completed_otherwise", (), ("claimed",)
    PROTOCOL_MISMATCH = "protocol_mismatch"
    INTEGRITY_FAILED = "integrity_failed"
    KIND_UNSUPPORTED = "kind_unsupported", (), ("kind",)

    # The service.
    STORAGE_UNAVAILABLE = "storage_unavailable"
    SERVICE_BUSY = "service_busy"
    FILES_LEFT = "files_left"
    STORAGE_BUSY = "storage_busy"
    STORAGE_FULL = "storage_full"
    CLOCK_SKEWED = "clock_skewed"
    STORAGE_REFUSED = "storage_refused"
    DATABASE_UNAVAILABLE = "database_unavailable"
    INTERNAL_ERROR = "internal_error"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A code with exactly the details that belong to it; `field` is the field at fault, if any.

    `field` is a Field. If a protocol refuses by itself, it is the field as that protocol spells it.
    """

    reason: Reason
    field: str | None = None
    details: Mapping[str, Detail] = dataclasses.field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if set(self.details) != {*self.reason.limits, *self.reason.texts}:
            raise TypeError(f"{self.reason} does not come with {sorted(self.details)}")

    @classmethod
    def of(cls, reason: Reason, field: str | None = None, **details: Detail) -> Refusal:
        """The same, with the details as keyword arguments."""
        return cls(reason, field, details)

    @property
    def limits(self) -> Mapping[str, Detail]:
        """Only the numbers of the details."""
        return {name: self.details[name] for name in self.reason.limits}

    def __str__(self) -> str:
        """A short form for logs."""
        about = "" if self.field is None else f"{self.field}: "
        details = ", ".join(f"{name}={value}" for name, value in self.details.items())
        return f"{about}{self.reason}" + (f" ({details})" if details else "")
