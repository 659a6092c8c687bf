"""Each test has an unmodified gunicorn of its own: how it starts, gets crowded and ends."""

import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from tests.config.application import FILES
from tests.config.running import CONF, IMPATIENT, Running, command, environment
from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import Server, run_to_end

#: The file itself, with workers that take their time before they listen to signals.
SLOW_TO_BOOT = f"""exec(open({str(CONF)!r}).read())
def post_fork(server, worker):
    print("forked", flush=True)
    __import__("time").sleep(20)
"""


#: The file itself, with a process that lets requests go on for a second when it is to end.
HASTY = f"""exec(open({str(CONF)!r}).read())
graceful_timeout = 1
"""


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


def test_streams_that_outlive_the_end_of_their_process_stay_whole(tmp_path: Path) -> None:
    conf = tmp_path / "hasty.conf.py"
    conf.write_text(HASTY)
    port, log = ReservedPort(), tmp_path / "gunicorn.log"
    env = environment(DDS_PORT=str(port.number), HOME=str(tmp_path), DDS_WORKERS="1")
    server = Server(command(conf), log=log, env=env)
    try:
        server.wait_ready(Running(port.number, log, tmp_path).is_up)
        first, late = (stream(port.number, path) for path in ("/", "/late"))
        server.send(signal.SIGHUP)
        time.sleep(3)
        late.sendall(b"x")  # it opens files now
        time.sleep(0.5)
        first.sendall(b"xx")
        assert answered(first).endswith(b"x" * STREAM)
        late.sendall(b"x")
        assert answered(late).endswith(b"\r\n\r\n" + b"before after" * FILES)
    finally:
        server.stop()
        port.close()


#: So many bytes are too many to be collected before they are read.
STREAM = 400_000


def stream(port: int, path: str) -> socket.socket:
    """A client that has sent all of a large body but the last two bytes."""
    client = socket.create_connection((LOOPBACK, port), timeout=20)
    client.sendall(b"PUT %s HTTP/1.1\r\nHost: a\r\n" % path.encode())
    client.sendall(b"Content-Length: %d\r\nConnection: close\r\n\r\n" % STREAM)
    client.sendall(b"x" * (STREAM - 2))
    return client


def answered(client: socket.socket) -> bytes:
    with client, client.makefile("rb") as answer:
        return answer.read()
