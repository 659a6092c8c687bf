"""A cache for facts that never change, in one process."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """At most `most` values by their keys, for all threads; the oldest ones are dropped."""

    def __init__(self, most: int = 4096) -> None:
        self._values: dict[K, V] = {}
        self._lock = Lock()
        self._most = most

    def get(self, key: K) -> V | None:
        """The value of the key; None if it is not remembered."""
        return self._values.get(key)

    def put(self, key: K, value: V) -> None:
        """Remember a value."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                del self._values[next(iter(self._values))]
