"""Digests of content: which algorithms are known, how a value is spelled. Holds no bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

#: Known algorithms and the length of their value in hexadecimal digits.
HEX_LENGTH = {"md5": 32, "sha1": 40, "sha256": 64}

#: Every finished file has one of these: DukeDSClient downloads no other.
REQUIRED_ALGORITHM = "md5"

_HEX = frozenset("0123456789abcdef")


class Hasher(Protocol):
    """The part of a hashlib object that is used here."""

    def update(self, data: bytes | bytearray | memoryview, /) -> None: ...
    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of some content; both parts are lower case, so equality is equality of content."""

    algorithm: str
    value: str

    @classmethod
    def of(cls, algorithm: str, data: bytes) -> Digest:
        """The digest of `data` held in memory."""
        hasher = new_hasher(algorithm)
        hasher.update(data)
        return cls(algorithm, hasher.hexdigest())

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"


def is_value_of(algorithm: str, value: str) -> bool:
    """Whether `value` is spelled like a digest of `algorithm`: lower-case hex of its length."""
    return len(value) == HEX_LENGTH[algorithm] and _HEX.issuperset(value)


def new_hasher(algorithm: str) -> Hasher:
    """A fresh hasher. md5 and sha1 detect damage here, they guard no secret."""
    return hashlib.new(algorithm, usedforsecurity=False)
