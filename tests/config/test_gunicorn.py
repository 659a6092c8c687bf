"""What an unmodified gunicorn answers and logs, run with the configuration file."""

import json
import socket
import struct
import time
from collections.abc import Iterator
from http.client import HTTPConnection, parse_headers

import pytest

from tests.config.running import IMPATIENT, Running, command, environment
from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Server


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    tmp_path = tmp_path_factory.mktemp("gunicorn")
    conf = tmp_path / "impatient.conf.py"
    conf.write_text(IMPATIENT)
    port = ReservedPort()
    it = Running(port.number, tmp_path / "gunicorn.log", tmp_path / "home")
    it.home.mkdir()
    env = environment(DDS_PORT=str(it.port), HOME=str(it.home), XDG_RUNTIME_DIR=str(it.home))
    server = Server(command(conf), log=it.log, env=env)
    try:
        server.wait_ready(it.is_up)
        yield it
    finally:
        server.stop()
        port.close()


def test_no_query_and_no_user_reaches_the_log(running: Running) -> None:
    # "hidden:hidden" as Basic authentication sends it
    headers = {"Authorization": "Basic aGlkZGVuOmhpZGRlbg==", "Referer": "http://a/?sig=hidden"}
    assert running.get("/some/path?temp_url_sig=hidden", headers) == 200
    assert running.get("/fail?signature=hidden") == 500
    log = running.logged('"GET /some/path HTTP/1.1" 200 0 bytes')
    assert "hidden" not in running.logged("Error handling request GET /fail?...") + log


def test_a_path_forges_no_log_line(running: Running) -> None:
    assert running.get("/a%0Aforged") == 200
    running.logged("GET /a\\x0aforged HTTP/1.1")


def test_no_control_socket_is_opened(running: Running) -> None:
    assert list(running.home.iterdir()) == []


def test_a_long_name_and_its_signature_fit_in_a_request_line(running: Running) -> None:
    assert running.get("/storage?" + "%C3" * 2600) == 200
    assert running.get("/storage?" + "%C3" * 2800) == 414


@pytest.mark.parametrize(
    "beginning",
    [b"GET / HT", b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"],
    ids=["headers", "body"],
)
def test_a_request_that_does_not_come_is_given_up(beginning: bytes, running: Running) -> None:
    with socket.create_connection((LOOPBACK, running.port), timeout=10) as client:
        client.sendall(beginning)
        answer = client.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["error"] == "408"


def test_clients_that_hang_up_as_they_are_given_up_stop_nobody(running: Running) -> None:
    crowd = [socket.create_connection((LOOPBACK, running.port), timeout=10) for _ in range(400)]
    for each in crowd:
        each.sendall(b"GET / HT")
    crowd[0].recv(1)  # the others are given up in the same round
    for each in reversed(crowd):
        each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # a reset
        each.close()
    assert [running.get("/") for _ in range(9)] == [200] * 9
    assert "Exception in worker process" not in running.log.read_text()


@pytest.mark.parametrize("begin", [b"", b"abc"])
def test_a_large_body_that_stops_is_given_up(begin: bytes, running: Running) -> None:
    with socket.create_connection((LOOPBACK, running.port), timeout=10) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n" + begin)
        assert client.recv(1) == b""


def test_a_slow_client_is_waited_for(running: Running) -> None:
    size = 300_000
    with socket.create_connection((LOOPBACK, running.port), timeout=10) as client:
        client.sendall(b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(4):
            time.sleep(0.5)
            client.sendall(bytes(size // 4))
        assert client.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.1\r\nA B: c\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: a\n\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\n", 400),
        (b"GET / HTTP/1.1\r\nExpect: a cake\r\n\r\n", 417),
        (b"PUT / HTTP/1.1\r\nTransfer-Encoding: morse\r\n\r\n", 501),
        (b"GET /" + b"a" * 9000, 414),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 12000, 431),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 120 + b"\r\n", 431),
    ],
)
def test_what_is_no_request_is_refused_in_json(
    request_: bytes, status: int, running: Running
) -> None:
    with socket.create_connection((LOOPBACK, running.port), timeout=10) as client:
        client.sendall(request_)
        head, _, body = client.makefile("rb").read().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"Content-Type: application/json" in head
    assert json.loads(body)["error"] == str(status)


def test_requests_that_come_together_are_answered_one_after_the_other(running: Running) -> None:
    with socket.create_connection((LOOPBACK, running.port), timeout=10) as client:
        one = b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n%d"
        client.sendall(b"".join(one % digit for digit in range(9))[:-20])
        client.sendall((one % 8)[-20:])
        client.shutdown(socket.SHUT_WR)
        answers = client.makefile("rb").read().split(b"HTTP/1.1 200 OK")[1:]
    assert [answer[-1:] for answer in answers] == [b"%d" % digit for digit in range(9)]


def test_an_answer_is_seen_by_who_sends_more_than_is_read(running: Running) -> None:
    connection = HTTPConnection(LOOPBACK, running.port, timeout=10)
    connection.request("PUT", "/unread", body=bytes(50_000_000))
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Connection"]) == (200, "close")
    connection.close()


def test_no_header_moves_the_paths(running: Running) -> None:
    assert running.get("/", {"SCRIPT_NAME": "/other", "PATH_INFO": "/fail"}) == 200


def test_a_client_that_waits_to_be_asked_for_the_body_is_asked_when_it_is_read(
    running: Running,
) -> None:
    head = b"PUT %s HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    with socket.create_connection((LOOPBACK, running.port), timeout=10) as client:
        answers = client.makefile("rb")
        for _ in range(2):  # the connection stays good
            client.sendall(head % b"/")
            assert answers.read(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
            client.sendall(b"body")
            assert b"200 OK" in answers.readline()
            assert parse_headers(answers)["Connection"] == "keep-alive"
            assert answers.read(4) == b"body"
        client.sendall(head % b"/fail")
        assert answers.readline() == b"HTTP/1.1 500 Internal Server Error\r\n"
        assert parse_headers(answers)["Connection"] == "close"


def test_a_connection_that_its_client_wants_closed_is_closed_after_a_body_that_was_asked_for(
    running: Running,
) -> None:
    head = b"PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nConnection: close\r\n"
    with socket.create_connection((LOOPBACK, running.port), timeout=10) as client:
        answers = client.makefile("rb")
        client.sendall(head + b"Expect: 100-continue\r\n\r\n")
        assert answers.read(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"body")
        assert answers.read().endswith(b"\r\n\r\nbody")
