"""What a worker does at its door: connections come, in turn with other processes, and go."""

from __future__ import annotations

import time
from abc import abstractmethod
from typing import Any, ClassVar

from dds_upload.web.serving.answering import AnsweringWorker
from dds_upload.web.serving.board import Board, Courtesy
from dds_upload.web.serving.channel import Channel
from dds_upload.web.serving.connection import Connection
from dds_upload.web.serving.patience import Patience
from dds_upload.web.serving.waiting import Waiting


class AcceptingWorker(AnsweringWorker):
    """Knows how many connections its process has, and so do the other processes."""

    patience: ClassVar[Patience]
    board: ClassVar[Board]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.courtesy = Courtesy(self.board, self.age)
        self.waiting: Waiting

    @abstractmethod
    def welcome(self, connection: Connection) -> None:
        """A connection that was accepted."""

    def accept(self, listener: Any) -> None:
        """Accept one, unless another process ought to."""
        if self.courtesy.begins(time.monotonic()):
            self.set_accept_enabled(False)
        else:
            self._accept(listener)

    def accept_first(self) -> None:
        """From now on; nobody is connected yet."""
        self.board.write(self.age, 0)
        self.set_accept_enabled(True)

    def accept_again(self) -> None:
        """If that was put off for others, and for long enough."""
        if self.courtesy.ends(time.monotonic()) and self.alive:
            self.set_accept_enabled(True)

    def accept_last(self) -> None:
        """The process is about to stop: others need not wait for it, nor it for them."""
        self.board.leave(self.age)
        self.set_accept_enabled(True)

    def accept_no_more(self) -> None:
        """But those that are connected already."""
        for listener in self.sockets:
            while self._accept(listener):
                pass
        self.set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()

    def _accept(self, listener: Any) -> bool:
        try:
            sock, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return False
        except OSError as error:  # no more descriptors, or no memory
            self.log.warning("cannot accept a connection: %s", error.strerror)
            self._make_room()
            self.courtesy.rest(time.monotonic())  # or this would be tried without a pause
            self.set_accept_enabled(False)
            return False
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        self.nr_conns += 1
        self.board.write(self.age, self.nr_conns)
        channel = Channel(sock, self.patience)
        connection = Connection(channel, self.cfg, client, listener.getsockname())
        self.welcome(connection)
        return True

    def _make_room(self) -> None:
        """Of those who wait without a thread, whoever waits longest goes."""
        longest = next(iter(self.waiting), None)
        if longest is not None:
            self.close(longest)

    def close(self, connection: Connection) -> None:
        """It waits for nothing any more."""
        self.waiting.end(connection)
        self.waiting.look_away(connection)
        connection.sock.close()
        self.nr_conns -= 1
        if self.alive:
            self.board.write(self.age, self.nr_conns)
