"""An unmodified gunicorn, run with the configuration file."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, parse_headers
from pathlib import Path

import pytest

from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Server, clean_environment, run_to_end

REPOSITORY = Path(__file__).parents[2]
CONF = REPOSITORY / "config" / "gunicorn.conf.py"
#: The file itself with less patience: two minutes are long for a test.
IMPATIENT = f"""exec(open({str(CONF)!r}).read())
patience = Patience(streams=2, streams_of_one=1, rate=1000, idle=75, window=1, head=1)
worker_class = serving(patience)
"""


#: The file itself, with workers that take their time before they listen to signals.
SLOW_TO_BOOT = f"""exec(open({str(CONF)!r}).read())
def post_fork(server, worker):
    print("forked", flush=True)
    __import__("time").sleep(20)
"""


@dataclass
class Running:
    """A server that answers, the file it logs to, and the home of its account."""

    port: int
    log: Path
    home: Path

    def get(self, path: str, headers: dict[str, str] | None = None) -> int:
        connection = HTTPConnection(LOOPBACK, self.port, timeout=10)
        connection.request("GET", path, headers=headers or {})
        status = connection.getresponse().status
        connection.close()
        return status

    def is_up(self) -> bool:
        try:
            return self.get("/") == 200
        except OSError:
            return False

    def logged(self, text: str) -> str:
        """The log, once it holds `text`."""
        deadline = time.monotonic() + 10
        while text not in (log := self.log.read_text()):
            assert time.monotonic() < deadline, log
            time.sleep(0.02)
        return log


def command(conf: Path) -> list[str]:
    return [sys.executable, "-m", "gunicorn", "-c", str(conf), "tests.config.application:app"]


def environment(**extra: str) -> dict[str, str]:
    return clean_environment(PYTHONPATH=str(REPOSITORY), **extra)


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


def test_faults_stop_the_start_without_a_traceback(tmp_path: Path) -> None:
    env = environment(DDS_PORT="x", DDS_THREADS="x")
    done: subprocess.CompletedProcess[str] = run_to_end(command(CONF), env=env, folder=tmp_path)
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "the configuration has faults:",
        "  - DDS_PORT must be an integer from 1 to 65535",
        "  - DDS_THREADS must be an integer from 1 to 1024",
    ]


@pytest.mark.parametrize(
    ("host", "bound"), [("0.0.0.0", "0.0.0.0:8765"), ("::1", "[::1]:8765"), ("box", "box:8765")]
)
def test_gunicorn_understands_every_setting_in_the_file(
    host: str, bound: str, tmp_path: Path
) -> None:
    env = environment(DDS_HOST=host, DDS_PORT="8765", DDS_WORKERS="3", DDS_THREADS="5")
    print_config = [*command(CONF), "--print-config"]
    shown = run_to_end(print_config, env=env, folder=tmp_path).stdout
    values = dict(line.split(" = ", 1) for line in shown.splitlines() if " = " in line)
    values = {name.strip(): value.strip() for name, value in values.items()}
    assert values["bind"] == f"['{bound}']"
    assert (values["workers"], values["threads"]) == ("3", "5")
    assert (values["worker_class"], values["reuse_port"]) == ("<Worker()>", "False")
    assert values["control_socket_disable"] == "True"
    assert values["forwarded_allow_ips"] == "['127.0.0.1', '::1']"


def test_a_worker_that_is_only_just_made_is_not_waited_for(tmp_path: Path) -> None:
    conf = tmp_path / "slow.conf.py"
    conf.write_text(SLOW_TO_BOOT)
    port, log = ReservedPort(), tmp_path / "gunicorn.log"
    env = environment(DDS_PORT=str(port.number), HOME=str(tmp_path), DDS_WORKERS="2")
    server = Server(command(conf), log=log, env=env)
    try:
        server.wait_ready(lambda: log.read_text().count("forked") == 2)
        begun = time.monotonic()
        server.stop(timeout=15)
        assert time.monotonic() - begun < 10
    finally:
        server.stop()
        port.close()


def test_who_waits_longest_makes_room_for_others(tmp_path: Path) -> None:
    conf = tmp_path / "narrow.conf.py"
    conf.write_text(f"{IMPATIENT}\nworker_connections = 40\nworkers = 1\n")
    port = ReservedPort()
    it = Running(port.number, tmp_path / "gunicorn.log", tmp_path)
    server = Server(command(conf), log=it.log, env=environment(DDS_PORT=str(it.port)))
    silent: list[socket.socket] = []
    try:
        server.wait_ready(it.is_up)
        for _ in range(100):
            silent.append(socket.create_connection((LOOPBACK, it.port), timeout=10))
            assert it.get("/") == 200
        assert silent[0].recv(1) == b""
    finally:
        for sock in silent:
            sock.close()
        server.stop()
        port.close()
