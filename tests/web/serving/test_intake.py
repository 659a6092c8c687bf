"""What has come of a request, and whether a thread can take it without waiting."""

from __future__ import annotations

import pytest

from dds_upload.web.serving.intake import BODY_SMALL, HEAD_MAX, Arrived, Intake

HEAD = b"PUT /a HTTP/1.1\r\nHost: a\r\n%s\r\n"


def head(*lines: bytes) -> bytes:
    return HEAD % b"".join(line + b"\r\n" for line in lines)


@pytest.mark.parametrize(
    ("data", "arrived"),
    [
        (b"", Arrived.PART),
        (b"GET / HT", Arrived.PART),
        (head()[:-1], Arrived.PART),
        (head(), Arrived.WHOLE),
        (head(b"Content-Length: 0"), Arrived.WHOLE),
        (head(b"content-LENGTH:\t3 ") + b"ab", Arrived.PART),
        (head(b"Content-Length: 3") + b"abc", Arrived.WHOLE),
        (head(b"Content-Length: 3") + b"abcGET", Arrived.WHOLE),
        (head(b"Content-Length: %d" % BODY_SMALL), Arrived.PART),
        (head(b"Content-Length: %d" % (BODY_SMALL + 1)), Arrived.HEAD),
        (head(b"Transfer-Encoding: chunked"), Arrived.HEAD),
        (head(b"Expect: 100-continue", b"Content-Length: 3"), Arrived.HEAD),
        (head(b"Expect: 100-continue"), Arrived.WHOLE),
        (head(b"X: Content-Length: 3"), Arrived.WHOLE),
    ],
)
def test_a_thread_takes_what_it_need_not_wait_for(data: bytes, arrived: Arrived) -> None:
    assert Intake(data).arrived() is arrived
    drops = Intake()
    for at in range(len(data)):
        drops.add(data[at : at + 1])
        last = drops.arrived()
    assert not data or last is arrived


@pytest.mark.parametrize(
    "data",
    [b"GET / HTTP/1.1\nHost: a\n\n", b"GET / HTTP/1.1\r\nHost: a\n", b"\n", b"G" * 9000],
)
def test_what_can_only_be_refused_is_not_waited_for(data: bytes) -> None:
    assert Intake(data).arrived() is Arrived.WHOLE


def test_a_head_without_end_is_too_much() -> None:
    intake = Intake(b"GET / HTTP/1.1\r\n")
    while intake.arrived() is Arrived.PART:
        intake.add(b"A: b\r\n" * 100)
    assert intake.arrived() is Arrived.TOO_MUCH
    assert len(intake.data) < HEAD_MAX + 1000


def test_no_room_makes_more_a_stream() -> None:
    assert Intake(head(b"Content-Length: 70000")).arrived(small=2**16) is Arrived.HEAD
    assert Intake(head(b"Content-Length: 60000")).arrived(small=2**16) is Arrived.PART


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        (b"GET /health HTTP/1.1", True),
        (b"HEAD /health/?a=b HTTP/1.1", True),
        (b"POST /health HTTP/1.1", False),
        (b"GET /healthy HTTP/1.1", False),
        (b"GET / HTTP/1.1", False),
    ],
)
def test_it_knows_who_asks_for_health(line: bytes, asks: bool) -> None:
    intake = Intake(line + b"\r\nHost: a\r\n\r\n")
    assert intake.asks_for(frozenset({b"/health"})) is asks
