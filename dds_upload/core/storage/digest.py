"""Digests of content: which algorithms are known, how a value is spelled, how bytes are hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

#: Known algorithms and the length of their value in hexadecimal digits.
HEX_LENGTH = {"md5": 32, "sha1": 40, "sha256": 64}

#: Every finished file has one of these: DukeDSClient downloads no other.
REQUIRED_ALGORITHM = "md5"

_HEX = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest of some content; both parts are lower case, so equality is equality of content."""

    algorithm: str
    value: str

    @classmethod
    def of(cls, algorithm: str, data: bytes) -> Digest:
        """The digest of `data` held in memory."""
        hasher = StreamHasher([algorithm])
        hasher.update(data)
        return hasher.digest(algorithm)

    def __str__(self) -> str:
        return f"{self.algorithm}:{self.value}"


def is_value_of(algorithm: str, value: str) -> bool:
    """Whether `value` is spelled like a digest of `algorithm`: lower-case hex of its length."""
    return len(value) == HEX_LENGTH[algorithm] and _HEX.issuperset(value)


class StreamHasher:
    """Takes several digests of one stream, and its size in bytes, while its bytes pass."""

    def __init__(self, algorithms: Iterable[str]) -> None:
        # md5 and sha1 detect damage here, they guard no secret.
        self._hashers = {
            name: hashlib.new(name, usedforsecurity=False) for name in dict.fromkeys(algorithms)
        }
        self.size = 0

    def update(self, block: bytes, /) -> None:
        """The next bytes."""
        for hasher in self._hashers.values():
            hasher.update(block)
        self.size += len(block)

    def digest(self, algorithm: str) -> Digest:
        """Of all bytes so far; only of an algorithm that was asked for."""
        return Digest(algorithm, self._hashers[algorithm].hexdigest())

    def digests(self) -> dict[str, Digest]:
        """Of all bytes so far, by algorithm, in the order in which they were asked for."""
        return {name: self.digest(name) for name in self._hashers}
