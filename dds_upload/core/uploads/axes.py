"""The three axes of an upload: how its chunks are named, its claimed digest, and its outcome.

They are independent of each other. The claim is a digest or nothing, so it needs no type here.
"""

from __future__ import annotations

from enum import StrEnum


class Addressing(StrEnum):
    """How a client names a piece of the file; it leads to the manifest."""

    #: There are no pieces: the file is sent as a whole.
    WHOLE = "whole"
    #: By its number in the order of the file; each is granted, and belongs to the upload alone.
    NUMBER = "number"
    #: By its content; kept once for all who own it.
    CONTENT = "content"
    #: By the byte at which it begins; kept like a piece by content.
    OFFSET = "offset"


class OutcomeKind(StrEnum):
    """The use of a complete upload. Most uploads have none: the file itself is the result."""

    #: An artifact of its owner. An upload that fails is open again.
    ARTIFACT = "artifact"
    #: Files in the projects that asked for that content.
    FILES = "files"


#: The pieces are blobs (core/blobs), and no piece is granted.
OF_BLOBS = frozenset({Addressing.CONTENT, Addressing.OFFSET})
