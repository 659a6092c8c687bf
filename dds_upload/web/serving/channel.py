"""A connection as gunicorn's parser and answers use it: it waits for streams only, and measured.

What is not a stream has been received before, so nothing is waited for to read it; and what of its
answer the kernel does not take at once stays in `backlog`, for the worker's loop to send.
"""

from __future__ import annotations

import errno
import os
import select
import socket
import time
from typing import Any

from dds_upload.web.serving.lanes import Lane
from dds_upload.web.serving.patience import Patience

#: What is sent of a file by one call, at most; bytes.
_BLOCK = 2**24


class TooSlow(ConnectionResetError):
    """The client is given up; for gunicorn a connection that broke."""


class Channel:
    """A socket that never blocks by itself."""

    def __init__(self, sock: socket.socket, patience: Patience) -> None:
        """Take over a connection."""
        sock.setblocking(False)
        self._socket = sock
        self._pace = Pace(patience)
        self._timeout: float | None = None
        self.backlog = bytearray()
        self.lane: Lane | None = None

    def begin(self, lane: Lane) -> None:
        """The next request on it."""
        self.lane = lane
        self._timeout = None
        self._pace.reset()

    def recv(self, size: int) -> bytes:
        """As `recv_into`, at most `size` bytes."""
        memory = bytearray(size)
        return bytes(memory[: self.recv_into(memoryview(memory))])

    def recv_into(self, memory: memoryview) -> int:
        """Some bytes, once there are any; gives how many, 0 at the end.

        Raises TooSlow, and TimeoutError by `settimeout`.
        """
        if self.lane is None or not self.lane.is_stream:
            raise ConnectionResetError(errno.ECONNRESET, "nothing more was to come")
        while True:
            try:
                count = self._socket.recv_into(memory)
            except BlockingIOError:
                self._wait(select.POLLIN)
            else:
                self._pace.moved(count)
                return count

    def sendall(self, data: bytes | bytearray) -> None:
        """Send, or keep for later what the kernel does not take of a short answer."""
        if self.backlog:
            self.backlog += data
            return
        rest = memoryview(data)
        while rest:
            sent = self._send(rest)
            self._pace.moved(sent)
            rest = rest[sent:]
            if not rest or self._wait_or_keep(rest):
                return

    def send(self, data: bytes) -> int:
        """As `sendall`."""
        self.sendall(data)
        return len(data)

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send `count` bytes of a file without reading them; as `socket.sendfile`."""
        left = os.fstat(file.fileno()).st_size - offset if count is None else count
        begin = offset
        while left > 0:
            try:
                sent = os.sendfile(self.fileno(), file.fileno(), offset, min(left, _BLOCK))
            except BlockingIOError:
                self._wait(select.POLLOUT)
                continue
            if not sent:
                break
            self._pace.moved(sent)
            offset, left = offset + sent, left - sent
        return offset - begin

    def flush(self) -> bool:
        """Send of the backlog what the kernel takes; whether nothing is left. Never waits."""
        del self.backlog[: self._send(memoryview(bytes(self.backlog[:_BLOCK])))]
        return not self.backlog

    def receive(self, size: int) -> bytes | None:
        """What has come, nothing at the end, and None where one has to wait. Never waits."""
        try:
            return self._socket.recv(size)
        except BlockingIOError:
            return None

    def fileno(self) -> int:
        return self._socket.fileno()

    def setblocking(self, flag: bool) -> None:
        """It stays as it is: gunicorn thinks that a socket has to be told."""

    def settimeout(self, seconds: float | None) -> None:
        """A bound on each wait for the client, besides the pace; None: no such bound."""
        self._timeout = seconds

    def gettimeout(self) -> float | None:
        return self._timeout

    def getsockname(self) -> Any:
        return self._socket.getsockname()

    def shutdown(self, how: int) -> None:
        self._socket.shutdown(how)

    def close(self) -> None:
        self._socket.close()

    def _send(self, data: memoryview) -> int:
        try:
            return self._socket.send(data)
        except BlockingIOError:
            return 0

    def _wait_or_keep(self, rest: memoryview) -> bool:
        """Wait until more can be sent; True where the rest was kept instead."""
        if self.lane is not None and self.lane.is_stream:
            self._wait(select.POLLOUT)
            return False
        self.backlog += rest
        return True

    def _wait(self, event: int) -> None:
        bound = self._pace.patience()
        is_bound_by_pace = self._timeout is None or bound < self._timeout
        waiting = select.poll()
        waiting.register(self._socket, event)
        begun = time.monotonic()
        found = waiting.poll((bound if is_bound_by_pace else self._timeout or 0) * 1000)
        self._pace.waited(time.monotonic() - begun)
        if not found and not is_bound_by_pace:
            raise TimeoutError("the client sent nothing more")


class Pace:
    """How fast a client is, by the time in which it was waited for."""

    def __init__(self, patience: Patience) -> None:
        self._window = patience.window
        self._least = max(patience.rate * patience.window, 1)
        self.reset()

    def reset(self) -> None:
        """Begin to measure."""
        self._waited = 0.0
        self._moved = 0

    def moved(self, size: int) -> None:
        """So many bytes were taken by one side or the other."""
        self._moved += size

    def waited(self, seconds: float) -> None:
        """So long was waited for the client; raises TooSlow at the end of a window."""
        self._waited += seconds
        if self._waited < self._window:
            return
        if self._moved < self._least:
            raise TooSlow(errno.ECONNRESET, "the client is too slow")
        self.reset()

    def patience(self) -> float:
        """How long may be waited at once; seconds."""
        return self._window - self._waited
