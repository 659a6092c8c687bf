"""Where the API listens: as options and variables say, alone, or not at all."""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
from collections.abc import Sequence
from pathlib import Path

import pytest

from dds_upload.commands.address import CannotListen, open_listener, url_of
from dds_upload.commands.parser import build_parser
from tests.e2e.installation import Installation, Part, program
from tests.e2e.machines import unprivileged, without_ipv6
from tests.e2e.polling import eventually
from tests.services.ports import LOOPBACK, ReservedPort
from tests.services.processes import run_to_end
from tests.services.sessions import processes_of_session


def port_of(installation: Installation) -> int:
    return int(installation.environment["DDS_PORT"])


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_taken_port_is_refused_in_one_line(command: str, fresh: Installation) -> None:
    fresh.succeed("migrate")
    with open_listener(LOOPBACK, port_of(fresh)):
        done = fresh.run(command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: cannot listen at {fresh.url}: Address already in use\n"


def test_a_second_server_takes_no_request_of_the_first(local: Installation) -> None:
    done = local.run("serve")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: cannot listen at {local.url}: Address already in use\n"


def test_a_server_leaves_its_socket_to_a_successor(fresh: Installation) -> None:
    fresh.succeed("migrate")
    fresh.api.start_and_wait()
    log, old = fresh.api.log, fresh.api.pid
    fresh.api.send(signal.SIGUSR2)
    eventually(lambda: log.read_text().count("Listening at: ") == 2)
    new = int(re.findall(r"Listening at: .* \((\d+)\)", log.read_text())[-1])
    fresh.api.send(signal.SIGTERM)
    eventually(lambda: old not in processes_of_session(old))
    eventually(fresh.answers)
    assert new in processes_of_session(old)
    fresh.api.kill()


@pytest.mark.parametrize("command", ["serve", "run"])
def test_an_address_of_a_family_that_the_kernel_lacks_is_refused_in_one_line(
    command: str, fresh: Installation, tmp_path: Path
) -> None:
    port = port_of(fresh)
    started = without_ipv6(program(command, "--host", "::1"), tmp_path / "no-ipv6")
    assert_refused(fresh, started, url_of("::1", port), os.strerror(errno.EAFNOSUPPORT))


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_port_that_is_kept_for_the_privileged_is_refused_in_one_line(
    command: str, fresh: Installation, tmp_path: Path
) -> None:
    started, port = unprivileged(program(command), tmp_path / "no-low-ports")
    asked = [*started, "--port", str(port)]
    assert_refused(fresh, asked, url_of(LOOPBACK, port), os.strerror(errno.EACCES))


def assert_refused(
    installation: Installation, command: Sequence[str | Path], url: str, reason: str
) -> None:
    done = run_to_end(command, env=installation.environment, folder=installation.folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"error: cannot listen at {url}: {reason}\n"


@pytest.mark.parametrize("host", ["192.0.2.1", "no..name", "2001:db8::1"])
def test_every_address_that_cannot_be_had_has_its_reason(host: str) -> None:
    with pytest.raises(CannotListen) as refused:
        open_listener(host, 8765)
    address, _, reason = str(refused.value).partition(f" {url_of(host, 8765)}: ")
    assert address == "cannot listen at"
    assert reason
    assert "\n" not in reason


def test_all_addresses_of_both_families_are_served_at_once() -> None:
    with open_listener("::", 0) as listener:
        assert not listener.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)


def test_options_count_more_than_variables(fresh: Installation) -> None:
    fresh.succeed("migrate")
    reserved = ReservedPort()
    fresh.settings["DDS_HOST"] = "192.0.2.1"
    command = program("serve", "--host", LOOPBACK, "--port", str(reserved.number))
    api = Part("other", command, fresh)
    try:
        api.start()
        listening = f"Listening at: http://{LOOPBACK}:{reserved.number} "
        eventually(lambda: listening in api.log.read_text())
    finally:
        api.kill()
        reserved.close()


@pytest.mark.parametrize("option", [("--port", "0"), ("--port", "x"), ("--host", "a b")])
@pytest.mark.parametrize("command", ["serve", "run"])
def test_an_address_that_is_none_is_a_wrong_command_line(
    command: str, option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args([command, *option])
    assert ended.value.code == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.partition(f"argument {option[0]}: must be ")[2]


@pytest.mark.parametrize("command", ["serve", "run"])
def test_a_wrong_command_line_ends_the_program_with_2(command: str, fresh: Installation) -> None:
    done = fresh.run(command, "--port", "x")
    assert (done.returncode, done.stdout) == (2, "")
    assert "argument --port: must be " in done.stderr.splitlines()[-1]
