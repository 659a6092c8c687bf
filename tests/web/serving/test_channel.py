"""A connection waits for streams only, and for no client that is too slow."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dds_upload.web.serving.channel import Channel, Pace, TooSlow
from dds_upload.web.serving.lanes import Lane, Streams
from dds_upload.web.serving.patience import Patience

PATIENCE = Patience(streams=1, streams_of_one=1, rate=100, idle=1, window=10)
HASTE = Patience(streams=1, streams_of_one=1, rate=100, idle=1, window=0.05)

#: More than the kernel takes of what nobody reads.
LARGE = bytes(2**24)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    with here, there:
        there.settimeout(10)
        yield here, there


def streaming(sock: socket.socket, patience: Patience = HASTE) -> Channel:
    channel, lane = Channel(sock, patience), Lane(Streams(1, 1))
    lane.begin_stream()
    channel.begin(lane)
    return channel


def test_a_client_is_too_slow_by_the_time_it_was_waited_for() -> None:
    pace = Pace(PATIENCE)
    pace.moved(999)
    pace.waited(9)
    assert pace.patience() == 1
    with pytest.raises(TooSlow):
        pace.waited(1)


def test_a_client_at_the_least_rate_is_waited_for_again() -> None:
    pace = Pace(PATIENCE)
    for _ in range(10):
        pace.moved(1000)
        pace.waited(10)
    with pytest.raises(TooSlow):
        pace.waited(10)


def test_a_silent_client_is_too_slow_at_any_rate() -> None:
    pace = Pace(Patience(streams=1, streams_of_one=1, rate=0, idle=1, window=10))
    with pytest.raises(TooSlow):
        pace.waited(10)


def test_a_stream_waits_for_bytes_and_gives_up(ends: tuple[socket.socket, socket.socket]) -> None:
    here, there = ends
    channel = streaming(here)
    there.sendall(b"abc")
    assert channel.recv(10) == b"abc"
    with pytest.raises(TooSlow):
        channel.recv(10)


def test_a_bound_of_the_caller_comes_first(ends: tuple[socket.socket, socket.socket]) -> None:
    channel = streaming(ends[0], PATIENCE)
    channel.settimeout(0.01)
    with pytest.raises(TimeoutError):
        channel.recv(10)


@pytest.mark.parametrize("way", ["bytes", "file"])
def test_a_stream_that_nobody_reads_is_given_up(
    way: str, ends: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    patience = Patience(streams=1, streams_of_one=1, rate=2**34, idle=1, window=0.05)
    channel = streaming(ends[0], patience)
    if way == "bytes":
        with pytest.raises(TooSlow):
            channel.sendall(LARGE)
        return
    path = tmp_path / "large"
    path.write_bytes(LARGE)
    with path.open("rb") as file, pytest.raises(TooSlow):
        channel.sendfile(file, 0, len(LARGE))


def test_a_file_is_sent_from_where_it_is_asked_for(
    ends: tuple[socket.socket, socket.socket], tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    with path.open("rb") as file:
        assert streaming(ends[0]).sendfile(file, 2, 5) == 5
    assert ends[1].recv(100) == b"23456"


def test_a_short_answer_is_kept_and_not_waited_with(
    ends: tuple[socket.socket, socket.socket],
) -> None:
    here, there = ends
    channel = Channel(here, PATIENCE)
    channel.begin(Lane(Streams(1, 1)))
    channel.sendall(LARGE)
    channel.sendall(b"end")
    got = 0
    while not channel.flush():
        got += len(there.recv(2**22))
    here.close()
    while block := there.recv(2**22):
        got += len(block)
    assert got == len(LARGE) + 3


def test_a_short_request_is_read_no_further(ends: tuple[socket.socket, socket.socket]) -> None:
    channel = Channel(ends[0], PATIENCE)
    channel.begin(Lane(Streams(1, 1)))
    with pytest.raises(ConnectionResetError):
        channel.recv(1)
    assert channel.receive(1) is None
