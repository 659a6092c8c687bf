"""The reason why an accepted piece of work could not be finished: a code with its figures.

A failure is stored in this form, and each protocol has its own words for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class FailureCode(StrEnum):
    """The kinds of failures; remembered in the database, so the value of a released code stays."""

    WHOLE_DIGEST_DIFFERS = "whole_digest_differs"
    WHOLE_SIZE_DIFFERS = "whole_size_differs"
    WHOLE_MISSING = "whole_missing"
    CHUNK_DIGEST_DIFFERS = "chunk_digest_differs"
    CHUNK_SIZE_DIFFERS = "chunk_size_differs"
    CHUNK_MISSING = "chunk_missing"
    #: Storage held these chunks once and does not any more, or holds other bytes.
    BYTES_LOST = "bytes_lost"
    #: The same of numbered chunks, after the file was complete. They may be sent again.
    CHUNKS_DAMAGED = "chunks_damaged"
    #: The same of a file that was sent as one piece.
    WHOLE_DAMAGED = "whole_damaged"
    #: The content is not of the kind that its client named.
    UNREADABLE = "unreadable"
    #: The content is good, and something that should be made of it could not be.
    NOT_PROCESSED = "not_processed"
    STORAGE_UNAVAILABLE = "storage_unavailable"
    #: Storage has no room to make the file; its chunks are all there.
    STORAGE_FULL = "storage_full"
    #: Storage will never keep this file, whatever is asked again.
    STORAGE_REFUSED = "storage_refused"
    WITHDRAWN = "withdrawn"
    NEVER_ENDED = "never_ended"
    #: A defect of the service; what it was is in the log, since it may quote what none should read.
    INTERNAL_ERROR = "internal_error"
    #: A sentence of a release that remembered no codes.
    TOLD = "told"


#: Storage no longer has what the file was made of. It is whole again once that was sent again.
DAMAGES = frozenset({FailureCode.CHUNKS_DAMAGED, FailureCode.WHOLE_DAMAGED})


@dataclass(frozen=True, slots=True)
class Failure:
    """A code with its details, which are JSON.

    `claimed` and `computed` are digests, as `algorithm:value`. `chunks` are the numbers of the
    chunks at fault, and `bytes` their ranges in the file, both ends included. `text` is a sentence
    of a library, or of an earlier release.
    """

    code: FailureCode
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def told(cls, text: str) -> Failure:
        """A failure that has only a sentence, without figures."""
        return cls(FailureCode.TOLD, {"text": text})

    @property
    def text(self) -> str:
        """The sentence that came with it, or ""."""
        return str(self.details.get("text", ""))

    def __str__(self) -> str:
        """A short form for logs."""
        details = ", ".join(f"{name} {value}" for name, value in self.details.items())
        return f"{self.code.value} ({details})" if details else self.code.value
