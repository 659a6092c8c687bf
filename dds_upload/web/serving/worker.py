"""The worker class of gunicorn: its own gthread, with a loop that does all waiting that it can.

A connection is handed to a thread when what a request needs is there, and comes back when it was
answered. Meanwhile it waits in the loop, without a thread: for a head and a small body, for the
kernel to take a short answer, for the next request, for the end of what nobody reads. Only streams
wait in threads, a bounded number of them (`lanes`), at a least rate (`channel`).

Short requests never have more than `threads` of gunicorn's settings at once, so that as many
database connections do. What tells of the health of the process has threads of its own.
"""

from __future__ import annotations

import selectors
import socket
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import Any, ClassVar

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER

from dds_upload.web.serving.answering import AnsweringWorker
from dds_upload.web.serving.board import Board, Courtesy
from dds_upload.web.serving.channel import Channel
from dds_upload.web.serving.connection import Connection, Waits, unread
from dds_upload.web.serving.intake import BODY_SMALL, HEAD_MAX, Arrived, Intake
from dds_upload.web.serving.lanes import Lane, Streams
from dds_upload.web.serving.patience import Patience
from dds_upload.web.serving.refusals import refusal
from dds_upload.web.serving.turns import Turns
from dds_upload.web.serving.waiting import Waiting

#: What is answered by threads of their own, whatever the others do.
PROBES = frozenset({b"/health", b"/healthz", b"/readyz", b"/metrics"})
_PROBE_THREADS = 8

#: What is received or dropped at once; bytes.
_BLOCK = 2**16

#: How much of small bodies is collected at once, over all connections; bytes. What is more is read
#: by streams.
_COLLECTED_MAX = 2**26

#: How long a connection that is to end is still read, for its client to see the answer; seconds.
#: One that is still sending a body looks for it only when all is sent.
_LINGER = 2.0
_LINGER_UNREAD = 30.0

#: How often is looked who took too long; seconds.
_SWEEP = 0.5


class Worker(AnsweringWorker):
    """Serves one process; `serving` gives it its patience."""

    patience: ClassVar[Patience]
    board: ClassVar[Board]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._streams = Streams(self.patience.streams, self.patience.streams_of_one)
        self._courtesy = Courtesy(self.board, self.age)
        self._swept_at = 0.0

    def init_process(self) -> None:
        """Runs in the new process until it ends."""
        self._probes = ThreadPoolExecutor(_PROBE_THREADS, thread_name_prefix="probes")
        super().init_process()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """For short requests and for streams."""
        return ThreadPoolExecutor(self.cfg.threads + self.patience.streams)

    # The loop.

    def run(self) -> None:
        """Serve until told to stop, and then until all is answered that has begun."""
        self._waiting = Waiting(self.poller, self._on_event)
        self._turns = Turns(self.cfg.threads, partial(self._submit, self.tpool))
        callbacks = self.method_queue.run_callbacks
        self.poller.register(self.method_queue.fileno(), selectors.EVENT_READ, callbacks)
        self.board.write(self.age, 0)
        self.set_accept_enabled(True)
        while self.alive and self.is_parent_alive():
            self.notify()
            self._turn()
        self._stop()

    def _turn(self) -> None:
        self.wait_for_and_dispatch_events(Courtesy.PAUSE if self._courtesy.is_on else _SWEEP)
        now = time.monotonic()
        if self._courtesy.ends(now) and self.alive:
            self.set_accept_enabled(True)
        if now >= self._swept_at + _SWEEP:
            self._swept_at = now
            self._sweep(now)

    def _stop(self) -> None:
        """Take what has been connected, then no more, and let go of everybody politely.

        Each answer says from here on that its connection ends.
        """
        self.board.leave(self.age)
        self.set_accept_enabled(True)
        ends_at = time.monotonic() + self.cfg.graceful_timeout
        drained_at = time.monotonic() + self.patience.drain
        while time.monotonic() < drained_at:
            self.notify()
            self.wait_for_and_dispatch_events(_SWEEP)
            self._sweep(time.monotonic())
        for listener in self.sockets:
            self._accept_all(listener)
        self.set_accept_enabled(False)
        for listener in self.sockets:
            listener.close()
        now = time.monotonic()
        for each in self._waiting:
            if each.waits is Waits.REQUEST:
                each.deadline = min(each.deadline, now + STOP_KEEPALIVE_LINGER)
        while self.nr_conns > 0 and time.monotonic() < ends_at:
            self.notify()
            self.wait_for_and_dispatch_events(0.1)
            self._sweep(time.monotonic())
        for each in list(self._waiting):
            self._close(each)
        self.tpool.shutdown(wait=False)
        self._probes.shutdown(wait=False)
        self.poller.close()
        self.method_queue.close()

    # Connections come.

    def accept(self, listener: Any) -> None:
        """Accept one, unless another process ought to."""
        if self._courtesy.begins(time.monotonic()):
            self.set_accept_enabled(False)
        else:
            self._accept(listener)

    def _accept_all(self, listener: Any) -> None:
        while self._accept(listener):
            pass

    def _accept(self, listener: Any) -> bool:
        try:
            sock, client = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            return False
        except OSError as error:  # no more descriptors, or no memory
            self.log.warning("cannot accept a connection: %s", error.strerror)
            self._make_room()
            return False
        if self.nr_conns >= self.worker_connections:
            self._make_room()
        self.nr_conns += 1
        self.board.write(self.age, self.nr_conns)
        channel = Channel(sock, self.patience)
        self._await_request(Connection(channel, self.cfg, client, listener.getsockname()))
        return True

    def _make_room(self) -> None:
        """Of those who wait without a thread, whoever waits longest goes."""
        longest = next(iter(self._waiting), None)
        if longest is not None:
            self._close(longest)

    def _await_request(self, connection: Connection) -> None:
        """The next request of a connection, of which some may be there already."""
        connection.intake = Intake(connection.parser.unreader.take_buffered())
        seconds = self.patience.idle if self.alive else STOP_KEEPALIVE_LINGER
        self._waiting.begin(connection, Waits.REQUEST, seconds)
        if connection.intake.data:
            self._judge(connection)
        else:
            self._receive(connection)

    # Requests come.

    def _on_event(self, connection: Connection) -> None:
        try:
            match connection.waits:
                case Waits.SENDING:
                    if connection.sock.flush():
                        self._go_on(connection)
                case Waits.END:
                    if not connection.sock.receive(_BLOCK):
                        self._close(connection)
                case _:
                    self._receive(connection)
        except OSError:
            self._close(connection)

    def _receive(self, connection: Connection) -> None:
        try:
            data = connection.sock.receive(_BLOCK)
        except OSError:
            data = b""
        if data is None:
            return
        if not data:
            self._close(connection)
            return
        connection.intake.add(data)
        self._judge(connection)

    def _judge(self, connection: Connection) -> None:
        intake = connection.intake
        had_head = intake.has_head
        is_room = self._waiting.collected < _COLLECTED_MAX
        arrived = intake.arrived(BODY_SMALL if is_room else HEAD_MAX)
        if arrived is not Arrived.PART:
            self._begin(connection, arrived)
        elif connection.waits is Waits.REQUEST or had_head != intake.has_head:
            self._waiting.collect(connection, intake.size or 0)
            seconds = self.patience.of_body(connection.collects)
            self._waiting.begin(connection, Waits.REST, seconds)

    def _begin(self, connection: Connection, arrived: Arrived) -> None:
        self._waiting.end(connection)
        give_turn = partial(self.method_queue.defer, self._turns.give, connection)
        lane = connection.lane = Lane(self._streams, on_stream=give_turn)
        connection.sock.begin(lane)
        if arrived is Arrived.HEAD:
            lane.begin_stream()
        if lane.is_stream:
            self._submit(self.tpool, connection)
        elif arrived is Arrived.WHOLE and connection.intake.asks_for(PROBES):
            self._submit(self._probes, connection)
        else:
            self._turns.take(connection)

    def _submit(self, pool: ThreadPoolExecutor, connection: Connection) -> None:
        done: Future[Any] = pool.submit(self.handle, connection)
        done.add_done_callback(
            lambda future: self.method_queue.defer(self.finish_request, connection, future)
        )

    # Answers go.

    def finish_request(self, connection: Connection, done: Future[Any]) -> None:
        """Back in the loop."""
        self._turns.give(connection)
        try:
            connection.is_kept = bool(done.result())
            if connection.sock.backlog:
                size = len(connection.sock.backlog)
                self._waiting.begin(connection, Waits.SENDING, self.patience.of_body(size))
            else:
                self._go_on(connection)
        except Exception:
            self._close(connection)

    def _go_on(self, connection: Connection) -> None:
        """After an answer that is all sent."""
        self._waiting.end(connection)
        if connection.is_kept:
            self._await_request(connection)
            return
        try:
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(connection)
            return
        # To close while bytes come would reset it, and the answer could be lost (RFC 9112, 9.6).
        left = unread(connection.parser.mesg)
        self._waiting.begin(connection, Waits.END, _LINGER_UNREAD if left else _LINGER)

    # Connections go.

    def _sweep(self, now: float) -> None:
        """Give up those that took too long."""
        for each in self._waiting.late(now):
            if each.waits is Waits.REST:
                self._waiting.end(each)
                each.is_kept = False
                each.sock.sendall(
                    refusal(HTTPStatus.REQUEST_TIMEOUT, "the request did not arrive in time")
                )
                self._go_on(each)
            else:
                self._close(each)

    def _close(self, connection: Connection) -> None:
        self._waiting.end(connection)
        connection.sock.close()
        self.nr_conns -= 1
        if self.alive:
            self.board.write(self.age, self.nr_conns)


def serving(patience: Patience) -> type[Worker]:
    """The worker class for a server; its processes share the board."""
    return type("Worker", (Worker,), {"patience": patience, "board": Board()})
