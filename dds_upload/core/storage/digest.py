"""Digests of content: which algorithms are known, how a value is spelled, how bytes are hashed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass

from dds_upload.core.storage.beside import BESIDE, Beside

#: Known algorithms and the length of their value in hexadecimal digits.
HEX_LENGTH = {"md5": 32, "sha1": 40, "sha256": 64}

#: Every finished file has one of these: DukeDSClient downloads no other.
REQUIRED_ALGORITHM = "md5"

#: To hand over a block that is smaller would take as long as to hash it; bytes.
BESIDE_MIN = 2**17

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
    """Takes several digests of one stream, and its size in bytes, while its bytes pass.

    Large blocks are hashed beside what its caller does next, where a core is idle.
    """

    def __init__(self, algorithms: Iterable[str], beside: Beside = BESIDE) -> None:
        # md5 and sha1 detect damage here, they guard no secret.
        self._hashers = {
            name: hashlib.new(name, usedforsecurity=False) for name in dict.fromkeys(algorithms)
        }
        self._beside = beside
        self._begun: Future[object] | None = None
        self.size = 0

    def update(self, block: bytes, /) -> None:
        """The next bytes."""
        self._wait()
        self.size += len(block)
        if len(block) >= BESIDE_MIN:
            self._begun = self._beside.begin(lambda: self._hash(block))
        if self._begun is None:
            self._hash(block)

    def digest(self, algorithm: str) -> Digest:
        """Of all bytes so far; only of an algorithm that was asked for."""
        self._wait()
        return Digest(algorithm, self._hashers[algorithm].hexdigest())

    def digests(self) -> dict[str, Digest]:
        """Of all bytes so far, by algorithm, in the order in which they were asked for."""
        return {name: self.digest(name) for name in self._hashers}

    def _hash(self, block: bytes) -> None:
        for hasher in self._hashers.values():
            hasher.update(block)

    def _wait(self) -> None:
        """Blocks are hashed in their order, one at a time."""
        if self._begun is not None:
            begun, self._begun = self._begun, None
            begun.result()
