"""A stream's body, read without gunicorn's buffers: the same bytes, and not one too many."""

from __future__ import annotations

import socket
from types import SimpleNamespace
from typing import Any

import pytest
from gunicorn.http.body import Body, ChunkedReader, LengthReader
from gunicorn.http.unreader import SocketUnreader

from dds_upload.web.serving.direct import DirectBody, read_directly


def request(came: bytes, later: bytes, length: int) -> Any:
    """A request of that length, of which some bytes came with its head."""
    sender, receiver = socket.socketpair()
    sender.sendall(later)
    sender.close()
    unreader = SocketUnreader(receiver)
    unreader.unread(came)
    made = SimpleNamespace(unreader=unreader, body=Body(LengthReader(unreader, length)))
    read_directly(made)
    return made


def read_all(body: Any, size: int) -> list[bytes]:
    return list(iter(lambda: body.read(size), b""))


@pytest.mark.parametrize("came", [b"", b"ab", b"abcdefghij"])
@pytest.mark.parametrize("size", [1, 3, 10, 100])
def test_the_bytes_come_in_their_order(came: bytes, size: int) -> None:
    made = request(came, b"abcdefghij"[len(came) :], 10)
    blocks = read_all(made.body, size)
    assert b"".join(blocks) == b"abcdefghij"
    assert all(len(it) == size for it in blocks[:-1])
    assert made.body.reader.length == 0


@pytest.mark.parametrize("came", [b"", b"ab", b"abcdefghij"])
@pytest.mark.parametrize("size", [1, 3, 10, 100])
def test_memory_is_filled_as_far_as_there_are_bytes(came: bytes, size: int) -> None:
    made = request(came, b"abcdefghij"[len(came) :], 10)
    memory, found = bytearray(size), b""
    while count := made.body.readinto(memoryview(memory)):
        assert count == min(size, 10 - len(found))
        found += memory[:count]
    assert found == b"abcdefghij"
    assert made.body.reader.length == 0


def test_what_follows_a_body_is_not_received_into_memory() -> None:
    made = request(b"abcGET", b" / HTTP/1.1", 3)
    memory = bytearray(100)
    assert made.body.readinto(memoryview(memory)) == 3
    assert memory == b"abc" + bytes(97)
    assert made.unreader.take_buffered() == b"GET"
    assert made.unreader.sock.recv(100) == b" / HTTP/1.1"


def test_memory_is_filled_from_a_body_that_breaks_off() -> None:
    made = request(b"a", b"b", 10)
    memory = bytearray(5)
    assert made.body.readinto(memoryview(memory)) == 2
    assert made.body.readinto(memoryview(memory)) == 0


def test_what_follows_a_body_is_left_for_the_next_request() -> None:
    made = request(b"abcGET", b" / HTTP/1.1", 3)
    assert made.body.read() == b"abc"
    assert made.body.read() == b""
    assert made.unreader.take_buffered() == b"GET"
    assert made.unreader.sock.recv(100) == b" / HTTP/1.1"


def test_a_body_that_breaks_off_is_short() -> None:
    made = request(b"a", b"b", 10)
    assert made.body.read(5) == b"ab"
    assert made.body.read(5) == b""


def test_lines_can_be_read_as_well() -> None:
    made = request(b"a\nb", b"c\nde", 7)
    assert made.body.readline() == b"a\n"
    assert made.body.read(2) == b"bc"
    assert made.body.read() == b"\nde"


def test_a_failure_is_kept_in_mind() -> None:
    made = request(b"", b"", 10)
    made.unreader.sock.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        made.body.read(1)
    assert made.body.failed


def test_a_failure_to_fill_memory_is_kept_in_mind() -> None:
    made = request(b"", b"", 10)
    made.unreader.sock.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        made.body.readinto(memoryview(bytearray(1)))
    assert made.body.failed


def test_bodies_of_unknown_length_are_gunicorn_s() -> None:
    made = SimpleNamespace(unreader=None, body=Body(ChunkedReader(None, None)))
    read_directly(made)
    assert not isinstance(made.body, DirectBody)
    read_directly(SimpleNamespace(unreader=None, body=None))
