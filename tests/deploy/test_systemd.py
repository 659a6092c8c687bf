"""The units name commands that there are, and leave them the time that they need."""

from __future__ import annotations

import shlex
from configparser import ConfigParser
from pathlib import Path

import pytest

from config.serving_table import DRAIN_SECONDS
from config.table import DDS_HOST, DDS_PORT
from dds_upload.commands import server
from dds_upload.commands.parser import build_parser
from tests.docs.markdown import text_of

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
COMMANDS = {"dds_upload": "serve", "dds_upload-worker": "worker", "dds_upload-migrate": "migrate"}
OPERATIONS = text_of("docs/operations.md")
GUNICORN = (Path(__file__).parents[2] / "config" / "gunicorn.conf.py").read_text()


def unit(name: str) -> ConfigParser:
    parser = ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((FOLDER / name).read_text())
    return parser


def test_each_unit_is_one_of_these() -> None:
    names = {path.name for path in FOLDER.iterdir()}
    assert names == {"dds_upload.socket", *(f"{name}.service" for name in COMMANDS)}


@pytest.mark.parametrize("name", COMMANDS)
def test_it_runs_a_command_as_nobody_else(name: str) -> None:
    service = unit(f"{name}.service")["Service"]
    python, *arguments = shlex.split(service["ExecStart"])
    assert python == "/opt/dds_upload/.venv/bin/python"
    assert arguments == ["-m", "dds_upload", COMMANDS[name]]
    assert build_parser().parse_args(arguments[2:]).run
    assert service["User"] == "dds_upload"
    assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("true", "strict")
    assert (service["WorkingDirectory"], service["StateDirectory"]) == (
        "/var/lib/dds_upload",
        "dds_upload",
    )


def test_all_have_the_same_account_and_the_same_sandbox() -> None:
    """What they do differs, and how long they may take for it; nothing else."""
    own = {
        "TimeoutStartSec",
        "Type",
        "ExecStart",
        "ExecReload",
        "SyslogIdentifier",
        "KillMode",
        "TimeoutStopSec",
    }
    own |= {"Restart", "RestartSec", "LimitNOFILE", "LogRateLimitIntervalSec"}
    services = [dict(unit(f"{name}.service")["Service"]) for name in COMMANDS]
    shared = [{key: it[key] for key in it.keys() - own} for it in services]
    assert shared[0] == shared[1] == shared[2]
    assert shared[0]["CapabilityBoundingSet"] == ""


@pytest.mark.parametrize("name", ["dds_upload", "dds_upload-worker"])
def test_an_upgrade_is_one_restart_in_which_the_socket_cannot_start_it(name: str) -> None:
    """A unit that was only stopped is started by the next connection, in the midst of it."""
    described = unit(f"{name}.service")["Unit"]
    assert described["PartOf"] == "dds_upload-migrate.service"
    assert "dds_upload-migrate.service" in described["After"].split()
    assert "systemctl restart dds_upload-migrate" in OPERATIONS


@pytest.mark.parametrize("name", ["dds_upload", "dds_upload-worker"])
def test_it_is_tried_again_for_as_long_as_the_database_is_away(name: str) -> None:
    parsed = unit(f"{name}.service")
    assert parsed["Unit"]["StartLimitIntervalSec"] == "0"
    assert parsed["Service"]["Restart"] == "always"


@pytest.mark.parametrize("name", COMMANDS)
def test_it_writes_where_the_guide_has_its_storage(name: str) -> None:
    """Where storage is elsewhere, that folder is not there, and nothing is missing."""
    folder = unit(f"{name}.service")["Service"]["ReadWritePaths"]
    assert folder == "-/srv/dds_upload"
    assert f"LOCAL_ROOT={folder[1:]}\n" in OPERATIONS
    assert (
        f"alias {folder[1:]}/containers/;" in (FOLDER.parent / "nginx/dds_upload.conf").read_text()
    )


def test_no_line_of_a_request_is_dropped() -> None:
    assert unit("dds_upload.service")["Service"]["LogRateLimitIntervalSec"] == "0"


def test_the_socket_is_where_the_settings_say_by_themselves() -> None:
    listens = unit("dds_upload.socket")["Socket"]["ListenStream"]
    assert listens == f"{DDS_HOST.default}:{DDS_PORT.default}"
    assert "dds_upload.socket" in unit("dds_upload.service")["Unit"]["Requires"]


def test_a_stop_is_given_the_time_that_it_may_take() -> None:
    assert "graceful_timeout = 60 + " in GUNICORN
    assert DRAIN_SECONDS.default == "0"
    assert int(unit("dds_upload.service")["Service"]["TimeoutStopSec"]) > 60
    assert int(unit("dds_upload-worker.service")["Service"]["TimeoutStopSec"]) > server._PATIENCE
