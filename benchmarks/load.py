"""Sends requests over kept connections as fast as they are answered; a process of its own.

    python -m benchmarks.load  < plan

A plan is a line of JSON. `ready` is printed when all connections are open and each had an answer
to the first request; then a line `go` starts the measuring, and `again` opens other connections.
What was measured is a line of JSON: how long, and each answer's status and seconds, in order.
"""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(slots=True)
class Connection:
    """One connection, and the answer that comes in on it."""

    sock: socket.socket
    sent_at: float = 0.0
    received: bytes = b""

    def send(self, request: bytes) -> None:
        """Begin a request; they are small, so the kernel takes them whole."""
        self.received = b""
        self.sent_at = time.perf_counter()
        self.sock.sendall(request)

    def receive(self) -> int | None:
        """Take what is there; the status once the answer is whole."""
        block = self.sock.recv(2**18)
        if not block:
            raise SystemExit("the server closed a connection")
        self.received = self.received + block if self.received else block
        end = self.received.find(_HEAD_END)
        if end < 0:
            return None
        if len(self.received) < end + len(_HEAD_END) + _length(self.received[:end]):
            return None
        return int(self.received[9:12])


def _length(head: bytes) -> int:
    at = head.lower().find(_LENGTH)
    if at < 0:
        return 0
    return int(head[at + len(_LENGTH) :].split(b"\r\n", 1)[0])


@dataclass(slots=True)
class Load:
    """What is sent where, and what came of it."""

    port: int
    connections: int
    requests: Iterator[bytes]
    opened: list[Connection] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)

    def open(self, first: bytes) -> None:
        """Open all connections anew; each sends the first request, so that a process has it."""
        for connection in self.opened:
            connection.sock.close()
        self.opened = []
        for _ in range(self.connections):
            sock = socket.create_connection(("127.0.0.1", self.port), 30)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.opened.append(Connection(sock))
        for connection in self.opened:
            connection.send(first)
        for connection in self.opened:
            while connection.receive() is None:
                pass

    def run(self, duration: float) -> float:
        """Keep one request under way on each; gives the seconds until the last was answered."""
        by_number = {it.sock.fileno(): it for it in self.opened}
        poll = select.epoll()
        for number in by_number:
            poll.register(number, select.EPOLLIN)
        began = time.perf_counter()
        until, under_way = began + duration, 0
        for connection in self.opened:
            under_way += self._next(connection)
        while under_way:
            for number, _ in poll.poll(30):
                connection = by_number[number]
                status = connection.receive()
                if status is None:
                    continue
                now = time.perf_counter()
                self.statuses[status] += 1
                self.seconds.append(now - connection.sent_at)
                under_way -= 1
                if now < until:
                    under_way += self._next(connection)
        return time.perf_counter() - began

    def _next(self, connection: Connection) -> int:
        request = next(self.requests, None)
        if request is None:
            return 0
        connection.send(request)
        return 1


def main() -> None:
    """Read the plan and follow it."""
    plan: dict[str, Any] = json.loads(sys.stdin.readline())
    requests = (it.encode() for it in plan["requests"])
    load = Load(plan["port"], plan["connections"], requests)
    load.open(plan["first"].encode())
    print("ready", flush=True)
    while sys.stdin.readline().strip() == "again":
        load.open(plan["first"].encode())
        print("ready", flush=True)
    took = load.run(plan["duration"])
    result = {"took": took, "statuses": load.statuses, "seconds": load.seconds}
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
