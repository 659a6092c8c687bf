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
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum
from http import HTTPStatus
from math import inf
from typing import Any, ClassVar

from gunicorn import http
from gunicorn.http.errors import LimitRequestHeaders
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from dds_upload.web.serving.board import Board
from dds_upload.web.serving.channel import Channel
from dds_upload.web.serving.direct import read_directly
from dds_upload.web.serving.intake import BODY_SMALL, HEAD_MAX, Arrived, Intake
from dds_upload.web.serving.lanes import LANE, STOPPING, Lane, Streams
from dds_upload.web.serving.patience import Patience
from dds_upload.web.serving.refusals import refusal, status_of

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

#: How much of a body that the application did not want is read before the next request; bytes. A
#: connection with more of it ends after the answer.
_UNREAD_MAX = 2**16

#: How long another process, which has fewer connections, may take to accept one; seconds.
_COURTESY = 0.002

#: How often is looked who took too long; seconds.
_SWEEP = 0.5


class Waits(Enum):
    """What a connection in the loop waits for."""

    REQUEST = "the next request"
    REST = "the rest of a request"
    SENDING = "the kernel to take the answer"
    END = "its client to close it"


class Connection:
    """One connection, with the names that gunicorn gives to what it uses of it."""

    initialized = data_ready = True
    is_http2 = False

    def __init__(self, channel: Channel, cfg: Any, client: Any, server: Any) -> None:
        self.sock = channel
        self.client = client
        self.server = server
        self.parser = http.get_parser(cfg, channel, client)
        self.intake = Intake()
        self.lane: Lane | None = None
        self.waits = Waits.REQUEST
        self.deadline = 0.0
        self.is_kept = False
        self.is_short = False
        self.collects = 0

    def init(self) -> None:
        """Nothing is left to be done in a thread."""


class Worker(ThreadWorker):
    """Serves one process; `serving` gives it its patience."""

    patience: ClassVar[Patience]
    board: ClassVar[Board]
    wsgi: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._streams = Streams(self.patience.streams, self.patience.streams_of_one)
        self._waiting: dict[Connection, None] = {}
        self._queue: deque[Connection] = deque()
        self._short = 0
        self._collected = 0
        self._courteous_until = self._was_courteous_at = self._swept_at = 0.0

    def init_process(self) -> None:
        """Runs in the new process until it ends."""
        self._probes = ThreadPoolExecutor(_PROBE_THREADS, thread_name_prefix="probes")
        super().init_process()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """For short requests and for streams."""
        return ThreadPoolExecutor(self.cfg.threads + self.patience.streams)

    def load_wsgi(self) -> None:
        """The application, with the lane in its environment."""
        super().load_wsgi()
        application: Any = self.wsgi

        def with_lane(environ: dict[str, Any], start_response: Any) -> Any:
            environ[LANE] = environ["gunicorn.socket"].lane
            environ[STOPPING] = not self.alive

            def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
                answer = start_response.__self__
                if unread(answer.req) > _UNREAD_MAX:
                    answer.force_close()
                return start_response(status, headers, exc_info)

            return application(environ, start)

        self.wsgi = with_lane

    # The loop.

    def run(self) -> None:
        """Serve until told to stop, and then until all is answered that has begun."""
        callbacks = self.method_queue.run_callbacks
        self.poller.register(self.method_queue.fileno(), selectors.EVENT_READ, callbacks)
        self.board.write(self.age, 0)
        self.set_accept_enabled(True)
        while self.alive and self.is_parent_alive():
            self.notify()
            self._turn()
        self._stop()

    def _turn(self) -> None:
        self.wait_for_and_dispatch_events(_COURTESY if self._courteous_until else _SWEEP)
        now = time.monotonic()
        if self._courteous_until and now >= self._courteous_until and self.alive:
            self._courteous_until, self._was_courteous_at = 0.0, now
            self.set_accept_enabled(True)
        if now >= self._swept_at + _SWEEP:
            self._swept_at = now
            self._sweep(now)

    def _stop(self) -> None:
        """Take what has been connected, then no more, and let go of everybody politely.

        Each answer says from here on that its connection ends.
        """
        self._courteous_until = 0.0
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
        now = time.monotonic()
        if self.board.is_ahead(self.age) and now > self._was_courteous_at + _SWEEP / 10:
            self._courteous_until = now + _COURTESY
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
        if self._waiting:
            self._close(next(iter(self._waiting)))

    def _await_request(self, connection: Connection) -> None:
        """The next request of a connection, of which some may be there already."""
        connection.intake = Intake(connection.parser.unreader.take_buffered())
        seconds = self.patience.idle if self.alive else STOP_KEEPALIVE_LINGER
        self._wait(connection, Waits.REQUEST, seconds)
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
        arrived = intake.arrived(BODY_SMALL if self._collected < _COLLECTED_MAX else HEAD_MAX)
        if arrived is not Arrived.PART:
            self._begin(connection, arrived)
        elif connection.waits is Waits.REQUEST or had_head != intake.has_head:
            connection.collects = intake.size or 0
            self._collected += connection.collects
            self._wait(connection, Waits.REST, self.patience.of_body(connection.collects))

    def _begin(self, connection: Connection, arrived: Arrived) -> None:
        self._forget(connection)
        lane = connection.lane = Lane(self._streams, lambda: self._defer_one_short_less(connection))
        connection.sock.begin(lane)
        connection.is_short = False
        if arrived is Arrived.HEAD:
            lane.begin_stream()
        elif arrived is Arrived.WHOLE and connection.intake.asks_for(PROBES):
            self._submit(self._probes, connection)
            return
        connection.is_short = not lane.is_stream
        if not connection.is_short:
            self._submit(self.tpool, connection)
        elif self._short < self.cfg.threads:
            self._short += 1
            self._submit(self.tpool, connection)
        else:
            self._queue.append(connection)

    def _submit(self, pool: ThreadPoolExecutor, connection: Connection) -> None:
        done: Future[Any] = pool.submit(self.handle, connection)
        done.add_done_callback(
            lambda future: self.method_queue.defer(self.finish_request, connection, future)
        )

    def _defer_one_short_less(self, connection: Connection) -> None:
        """In a thread: what was short is a stream from now on."""
        self.method_queue.defer(self._one_short_less, connection)

    def _one_short_less(self, connection: Connection) -> None:
        if not connection.is_short:
            return
        connection.is_short = False
        self._short -= 1
        if self._queue:
            self._short += 1
            self._submit(self.tpool, self._queue.popleft())

    # In a thread.

    def handle(self, connection: Connection) -> bool:
        """Answer one request; gives whether the connection can have another."""
        assert connection.lane
        try:
            if connection.intake.arrived() is Arrived.TOO_MUCH:
                raise LimitRequestHeaders("the head of the request is too long")
            connection.parser.unreader.unread(bytes(connection.intake.data))
            return bool(super().handle(connection)) and not connection.lane.is_refused
        except LimitRequestHeaders as error:
            self.handle_error(None, connection.sock, connection.client, error)
            return False
        finally:
            connection.lane.end()

    def handle_request(self, req: Any, connection: Connection) -> bool:
        """As gunicorn, but the body of what is refused stays where it is."""
        if connection.lane and connection.lane.is_refused:
            req.force_close()
        if connection.lane and connection.lane.is_stream:
            read_directly(req)
        return bool(super().handle_request(req, connection))

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer to what is no request, or to a defect outside of the application."""
        status = status_of(exc)
        peer = addr[0] if isinstance(addr, tuple) and addr else addr
        if status < 500 or status == HTTPStatus.NOT_IMPLEMENTED:
            text = str(exc)
            self.log.warning("Invalid request from ip=%s: %s", peer, text)
        else:
            text = status.phrase
            asked = f"{req.method} {req.uri}" if req is not None else "(no URI read)"
            self.log.exception("Error handling request %s", asked)
        client.sendall(refusal(status, text))

    # Answers go.

    def finish_request(self, connection: Connection, done: Future[Any]) -> None:
        """Back in the loop."""
        self._one_short_less(connection)
        try:
            connection.is_kept = bool(done.result())
            if connection.sock.backlog:
                size = len(connection.sock.backlog)
                self._wait(connection, Waits.SENDING, self.patience.of_body(size))
            else:
                self._go_on(connection)
        except Exception:
            self._close(connection)

    def _go_on(self, connection: Connection) -> None:
        """After an answer that is all sent."""
        self._forget(connection)
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
        self._wait(connection, Waits.END, _LINGER_UNREAD if left else _LINGER)

    # Waiting.

    def _wait(self, connection: Connection, waits: Waits, seconds: float) -> None:
        is_new = connection not in self._waiting
        events = selectors.EVENT_WRITE if waits is Waits.SENDING else selectors.EVENT_READ
        if is_new:
            self.poller.register(
                connection.sock, events, lambda _, it=connection: self._on_event(it)
            )
        self._waiting.pop(connection, None)
        self._waiting[connection] = None
        connection.waits = waits
        connection.deadline = time.monotonic() + seconds

    def _forget(self, connection: Connection) -> None:
        if connection in self._waiting:
            del self._waiting[connection]
            self._collected -= connection.collects
            connection.collects = 0
            self.poller.unregister(connection.sock)

    def _sweep(self, now: float) -> None:
        """Give up those that took too long."""
        for each in [it for it in self._waiting if it.deadline <= now]:
            if each.waits is Waits.REST:
                self._forget(each)
                each.is_kept = False
                each.sock.sendall(
                    refusal(HTTPStatus.REQUEST_TIMEOUT, "the request did not arrive in time")
                )
                self._go_on(each)
            else:
                self._close(each)

    def _close(self, connection: Connection) -> None:
        self._forget(connection)
        connection.sock.close()
        self.nr_conns -= 1
        if self.alive:
            self.board.write(self.age, self.nr_conns)


def unread(request: Any) -> float:
    """How much of a request's body is still to be read, in bytes; of unknown length infinitely."""
    if request is None or request.body is None:
        return 0
    reader = request.body.reader
    if getattr(reader, "parser", True) is None:
        return 0  # of chunks, the last of which has come
    return float(getattr(reader, "length", inf))


def serving(patience: Patience) -> type[Worker]:
    """The worker class for a server; its processes share the board."""
    return type("Worker", (Worker,), {"patience": patience, "board": Board()})
