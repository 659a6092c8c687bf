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
from collections import deque
from http import HTTPStatus
from typing import Any

from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER

from dds_upload.web.serving.accepting import AcceptingWorker
from dds_upload.web.serving.board import Board, Courtesy
from dds_upload.web.serving.connection import Connection, Waits, unread
from dds_upload.web.serving.fixed_config import FixedConfig
from dds_upload.web.serving.intake import BODY_SMALL, HEAD_MAX, Arrived, Intake
from dds_upload.web.serving.lanes import Lane, Streams
from dds_upload.web.serving.patience import Patience
from dds_upload.web.serving.refusals import refusal
from dds_upload.web.serving.threads import Threads
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

_TOO_LATE = (HTTPStatus.REQUEST_TIMEOUT, "the request did not arrive in time")

#: How often is looked who took too long; seconds.
_SWEEP = 0.5


class Worker(AcceptingWorker):
    """Serves one process; `serving` gives it its patience."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._streams = Streams(self.patience.streams, self.patience.streams_of_one)
        self._swept_at = 0.0
        self._answered: deque[Connection] = deque()

    def init_process(self) -> None:
        """Runs in the new process until it ends."""
        self.cfg = FixedConfig(self.cfg)
        self._probes = Threads(_PROBE_THREADS, self._answer, "probes")
        super().init_process()

    def get_thread_pool(self) -> Threads:
        """For short requests and streams."""
        return Threads(self.cfg.threads + self.patience.streams, self._answer, "requests")

    def run(self) -> None:
        """Serve until told to stop, and then until all is answered that has begun."""
        self.waiting = Waiting(self.poller, self._on_event)
        self._turns = Turns(self.cfg.threads, self.tpool.submit)
        queue = self.method_queue
        self.poller.register(queue.fileno(), selectors.EVENT_READ, queue.run_callbacks)
        self.accept_first()
        try:
            while self.alive and (time.monotonic() < self._swept_at + _SWEEP or self._sweep()):
                self._turn(Courtesy.PAUSE if self.courtesy.is_on else _SWEEP)
                self.accept_again()
            self._stop()
        finally:  # whatever ended the loop: the process ends once its threads have ended
            self.tpool.shutdown()
            self._probes.shutdown()

    def _turn(self, seconds: float) -> None:
        """Wait for events, at most that long, and see to them and to what was answered."""
        events = self.poller.select(seconds)
        self._take_back()
        for key, _ in events:
            key.data(key.fileobj)

    def _stop(self) -> None:
        """Take what has been connected, then no more, and let go of everybody politely.

        Each answer says from here on that its connection ends.
        """
        self.accept_last()
        ends_at = time.monotonic() + self.cfg.graceful_timeout
        drained_at = time.monotonic() + self.patience.drain
        while time.monotonic() < drained_at:
            self._turn(_SWEEP)
            self._sweep()
        self.accept_no_more()
        lingers_until = time.monotonic() + STOP_KEEPALIVE_LINGER
        for each in self.waiting:
            if each.waits is Waits.REQUEST:
                each.deadline = min(each.deadline, lingers_until)
        while self.nr_conns > 0 and time.monotonic() < ends_at:
            self._turn(0.1)
            self._sweep()
        for each in list(self.waiting):
            self.close(each)
        # Streams go on until gunicorn, which hears nothing of this process now, ends it. This
        # thread waits for them: after its end, Python begins no work in pools. The queue stays
        # open, because they write to its descriptor, whose number would soon be another file's.
        ends_at += self.cfg.timeout
        while self.nr_conns > 0 and time.monotonic() < ends_at:
            self._turn(0.1)
            self._give_up_late(time.monotonic())

    def welcome(self, connection: Connection) -> None:
        """A new one, of which something may have come already."""
        self._await_request(connection)
        self._receive(connection)

    def _await_request(self, connection: Connection) -> None:
        """The next request of a connection, of which some may be there already."""
        seconds = self.patience.idle if self.alive else STOP_KEEPALIVE_LINGER
        self.waiting.begin(connection, Waits.REQUEST, seconds)
        if connection.intake.data:
            self._judge(connection)

    def _on_event(self, connection: Connection) -> None:
        if connection not in self.waiting:
            # Its thread may be about to look whether it is watched; if it was faster, it is here.
            self.waiting.look_away(connection)
            self._take_back()
            return
        try:
            match connection.waits:
                case Waits.SENDING:
                    if connection.sock.flush():
                        self._go_on(connection)
                case Waits.END:
                    if not connection.sock.receive(_BLOCK):
                        self.close(connection)
                case _:
                    self._receive(connection)
        except OSError:
            self.close(connection)

    def _receive(self, connection: Connection) -> None:
        try:
            data = connection.sock.receive(_BLOCK)
        except OSError:
            data = b""
        if data:
            connection.intake.add(data)
            self._judge(connection)
        elif data is not None:
            self.close(connection)

    def _judge(self, connection: Connection) -> None:
        intake = connection.intake
        had_head = intake.has_head
        is_room = self.waiting.collected < _COLLECTED_MAX
        arrived = intake.arrived(BODY_SMALL if is_room else HEAD_MAX)
        if arrived is not Arrived.PART:
            self._begin(connection, arrived)
        elif connection.waits is Waits.REQUEST or had_head != intake.has_head:
            self.waiting.collect(connection, intake.size or 0)
            seconds = self.patience.of_body(connection.collects)
            self.waiting.begin(connection, Waits.REST, seconds)

    def _begin(self, connection: Connection, arrived: Arrived) -> None:
        self.waiting.end(connection)
        lane = connection.lane = Lane(self._streams, lambda: self._turns.give(connection))
        connection.sock.begin(lane)
        if arrived is Arrived.HEAD:
            lane.begin_stream()
        if lane.is_stream:
            self.waiting.look_away(connection)
            self.tpool.submit(connection)
        elif arrived is Arrived.WHOLE and connection.intake.asks_for(PROBES):
            self._probes.submit(connection)
        else:
            self._turns.take(connection)

    def _answer(self, connection: Connection) -> None:
        """In a thread. The loop need not hear of it before the client sends its next request."""
        try:
            connection.is_kept = self.handle(connection)
            connection.intake = Intake(connection.parser.unreader.take_buffered())
        except Exception:
            connection.is_kept, connection.is_broken = False, True
        self._turns.give(connection)
        self._answered.append(connection)
        if not (connection.is_quiet and self.alive):
            self.method_queue.defer(self._take_back)

    def _take_back(self) -> None:
        """Back in the loop: those that were answered meanwhile."""
        while self._answered:
            connection = self._answered.popleft()
            try:
                if connection.is_broken:
                    self.close(connection)
                elif size := len(connection.sock.backlog):
                    self.waiting.begin(connection, Waits.SENDING, self.patience.of_body(size))
                else:
                    self._go_on(connection)
            except Exception:
                self.close(connection)

    def _go_on(self, connection: Connection) -> None:
        """After an answer that is all sent."""
        self.waiting.end(connection)
        if connection.is_kept:
            self._await_request(connection)
        else:
            self._let_go(connection)

    def _let_go(self, connection: Connection) -> None:
        # To close while bytes come would reset it, and the answer could be lost (RFC 9112, 9.6).
        left = unread(connection.parser.mesg)
        try:
            connection.sock.shutdown(socket.SHUT_WR)
            self.waiting.begin(connection, Waits.END, _LINGER_UNREAD if left else _LINGER)
        except OSError:
            self.close(connection)

    def _sweep(self) -> bool:
        """Give up those that took too long; false where gunicorn itself is gone."""
        now = self._swept_at = time.monotonic()
        self.notify()
        self._give_up_late(now)
        return bool(self.is_parent_alive())

    def _give_up_late(self, now: float) -> None:
        for each in self.waiting.late(now):
            if each.waits is Waits.REST:
                self._refuse(each)
            else:
                self.close(each)

    def _refuse(self, late: Connection) -> None:
        """Tell a client that did not send all of its request in time."""
        self.waiting.end(late)
        late.is_kept = False
        try:
            late.sock.sendall(refusal(*_TOO_LATE))
            self._go_on(late)
        except OSError:  # it has gone
            self.close(late)


def serving(patience: Patience) -> type[Worker]:
    """The worker class for a server; its processes share the board."""
    return type("Worker", (Worker,), {"patience": patience, "board": Board()})
