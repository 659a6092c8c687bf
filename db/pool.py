"""Connections that threads take and give back; without a lock where one is free.

playhouse's pool takes two locks each way and keeps its connections in a heap. That took a third as
long as the statement of a grant, and the threads of a process met there.
"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from threading import Condition
from time import monotonic
from typing import Any

import peewee
from peewee import __exception_wrapper__  # type: ignore[attr-defined]


class NoneFree(Exception):
    """No connection became free while a thread waited for one."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many connections there are at most.

    `patience` is for how long a thread waits for one of them, and `age` how old one may become:
    both in seconds.
    """

    most: int
    patience: float
    age: float


class Pooled(peewee.Database):
    """To stand before one of peewee's databases; the connection taken last is taken first again."""

    #: peewee's own: what this thread has, and how one connects.
    _state: Any
    _connect: Any
    _set_server_version: Any

    def __init__(self, database: str, bounds: Bounds, **kwargs: Any) -> None:
        self._bounds = bounds
        self._idle: deque[Any] = deque()
        #: All that are open, idle or not, by their identity; and when they were opened.
        self._opened: dict[int, tuple[Any, float]] = {}
        self._opening = self._waiting = 0
        self._room = Condition()
        super().__init__(database, **kwargs)

    @property
    def in_use(self) -> int:
        """How many connections threads hold right now."""
        return len(self._opened) - len(self._idle)

    def connect(self, reuse_if_open: bool = False) -> bool:
        """Give this thread a connection; raises NoneFree, and what connecting raises."""
        if not self._state.closed:
            if reuse_if_open:
                return False
            raise peewee.OperationalError("this thread has a connection already")
        self._state.set_connection(self._take())
        return True

    def connection(self) -> Any:
        """The one that this thread has, or has from now on; raises what `connect` raises."""
        if self._state.closed:
            self.connect()
        return self._state.conn

    def close(self) -> bool:
        """Take the connection of this thread back; false where it has none."""
        state = self._state
        if state.transactions:
            raise peewee.OperationalError("a transaction is under way")
        if state.closed:
            return False
        connection = state.conn
        state.reset()
        self._give(connection)
        return True

    def manual_close(self) -> None:
        """End the connection of this thread."""
        if not self._state.closed:
            connection = self._state.conn
            self._state.reset()
            self._drop(connection)

    def close_idle(self) -> None:
        """End those that no thread has."""
        while self._idle:
            self._drop(self._idle.pop())

    def close_all(self) -> None:
        """End all, those in use as well."""
        self._state.reset()
        self._idle.clear()
        for connection, _ in list(self._opened.values()):
            self._drop(connection)

    def _is_usable(self, connection: Any) -> bool:
        """Asked of one that was idle, before it is used again."""
        raise NotImplementedError

    def _can_be_kept(self, connection: Any) -> bool:
        """Asked of one that was used, before it is idle."""
        raise NotImplementedError

    def _take(self) -> Any:
        until: float | None = None
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                until = until or monotonic() + self._bounds.patience
                if self._may_open(until):
                    return self._open()
            else:
                if self._is_young(connection) and self._is_usable(connection):
                    return connection
                self._drop(connection)

    def _give(self, connection: Any) -> None:
        if self._is_young(connection) and self._can_be_kept(connection):
            self._idle.append(connection)
            if self._waiting:
                with self._room:
                    self._room.notify()
        else:
            self._drop(connection)

    def _is_young(self, connection: Any) -> bool:
        """Also false of one that is none of ours any more."""
        _, opened_at = self._opened.get(id(connection), (None, -self._bounds.age))
        return monotonic() - opened_at < self._bounds.age

    def _may_open(self, until: float) -> bool:
        """Whether another one may be opened; false: one became idle. Raises NoneFree."""
        with self._room:
            if len(self._opened) + self._opening < self._bounds.most:
                self._opening += 1
                return True
            # Who gives one back looks for us once it is idle, and we look once we are seen.
            self._waiting += 1
            try:
                if not self._idle and not self._room.wait(until - monotonic()):
                    raise NoneFree
            finally:
                self._waiting -= 1
            return False

    def _open(self) -> Any:
        try:
            with __exception_wrapper__:
                connection = self._connect()
                if self.server_version is None:
                    self._set_server_version(connection)
            self._opened[id(connection)] = connection, monotonic()
            return connection
        finally:
            with self._room:
                self._opening -= 1
                self._room.notify()

    def _drop(self, connection: Any) -> None:
        """End it, whatever state it is in."""
        self._opened.pop(id(connection), None)
        with suppress(Exception):
            connection.close()
        if self._waiting:
            with self._room:
                self._room.notify()
