"""Writes of threads that come at the same time are done by one of them: one commit for all.

A database takes nearly as long to begin, plan and commit a write as to do it. So who comes while a
write is under way waits for it, and the first of those who waited writes for all of them. Nobody
waits to be joined by others: a thread that comes alone writes at once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from dds_upload.core.errors import RecordsUnavailable

T = TypeVar("T")

#: As many are written together at most.
_MOST = 32


def _taken() -> Lock:
    lock = Lock()
    lock.acquire()
    return lock


@dataclass(slots=True, eq=False)
class _Place(Generic[T]):
    """One thread's write. `turn` is released when it is done, or when its thread is to write."""

    item: T
    turn: Lock = field(default_factory=_taken)
    leads: bool = False
    is_done: bool = False
    outcome: bool | None = None
    error: Exception | None = None


class Together(Generic[T]):
    """Called by many threads, each with an item of its own."""

    def __init__(
        self,
        write: Callable[[Sequence[T]], Sequence[bool | None]],
        key: Callable[[T], Hashable],
        patience: Callable[[], float],
    ) -> None:
        """`write` gives of each item whether it was written; None: it has to be tried alone.

        No two items of one `key` are written together. A thread waits for `patience()` seconds
        until others begin to write for it, or it for others.
        """
        self._write, self._key, self._patience = write, key, patience
        self._places: list[_Place[T]] = []
        self._is_under_way = False
        self._lock = Lock()

    def __call__(self, item: T) -> bool:
        """Whether it was written. Raises what `write` raises, and RecordsUnavailable."""
        place = _Place(item)
        with self._lock:
            self._places.append(place)
            leads, self._is_under_way = not self._is_under_way, True
        if not leads:
            self._wait(place)
        if not place.is_done:
            self._write_for_all()
        if isinstance(place.error, RecordsUnavailable):
            raise RecordsUnavailable("what was written together failed") from place.error
        if place.error is not None:
            raise place.error
        return bool(self._write([item])[0]) if place.outcome is None else place.outcome

    def _wait(self, place: _Place[T]) -> None:
        if not place.turn.acquire(timeout=self._patience()):
            with self._lock:
                if place in self._places and not place.leads:
                    self._places.remove(place)
                    raise RecordsUnavailable("the threads before this one still write")
            place.turn.acquire()

    def _write_for_all(self) -> None:
        batch = self._take()
        try:
            for place, outcome in zip(batch, self._outcomes(batch), strict=True):
                place.outcome = outcome
        except Exception as error:
            for place in batch:
                place.error = error
        finally:
            for place in batch:
                place.is_done = True
                place.turn.release()
            self._pass_on()

    def _outcomes(self, batch: Sequence[_Place[T]]) -> Sequence[bool | None]:
        try:
            return self._write([place.item for place in batch])
        except RecordsUnavailable:
            raise
        except Exception:
            if len(batch) == 1:
                raise
            return [None] * len(batch)  # one of them was at fault

    def _take(self) -> list[_Place[T]]:
        """The first of those who wait, and all after it that can be written with it."""
        with self._lock:
            found: dict[Hashable, _Place[T]] = {}
            for place in self._places:
                if len(found) < _MOST:
                    found.setdefault(self._key(place.item), place)
            taken = list(found.values())
            self._places = [it for it in self._places if it not in taken]
            return taken

    def _pass_on(self) -> None:
        with self._lock:
            self._is_under_way = bool(self._places)
            if self._places:
                self._places[0].leads = True
                self._places[0].turn.release()
