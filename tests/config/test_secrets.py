"""Secrets: read from files, made once, and never shown."""

import pickle
import stat
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from config import secret_key
from config.settings import ConfigurationError
from config.table import documented
from dds_upload.bootstrap.settings import load
from providers.registry import KINDS
from providers.swift.options import SwiftOptions
from tests.config.environments import (
    CREDENTIAL,
    KEY,
    KEYSTONE,
    SWIFT,
    environment_with,
    faults,
)

SECRETS = sorted(name for name, (setting, _) in documented(KINDS).items() if setting.secret)
HIDDEN = "hidden-" + "0123456789abcdef" * 2


def test_these_are_the_secrets() -> None:
    assert SECRETS == [
        "DATABASE_URL",
        "METRICS_TOKEN",
        "OS_APPLICATION_CREDENTIAL_SECRET",
        "OS_PASSWORD",
        "SECONDARY_SECRET_KEY_BASE",
        "SECRET_KEY_BASE",
        "SWIFT_PASS",
        "SWIFT_PRIMARY_KEY",
        "SWIFT_SECONDARY_KEY",
    ]


@pytest.mark.parametrize(
    ("content", "read"),
    [
        ("the-password\n", "the-password"),
        ("the-password\r\n", "the-password"),
        ("the-password", "the-password"),
        (" two lines\nare kept \n\n", " two lines\nare kept \n"),
    ],
)
def test_a_secret_in_a_file_loses_its_last_line_end_only(
    content: str, read: str, tmp_path: Path
) -> None:
    file = tmp_path / "pass"
    file.write_bytes(content.encode())
    environ = {**SWIFT, "SWIFT_PASS": "", "SWIFT_PASS_FILE": str(file)}
    options = load(environ, var=tmp_path).providers[0].options
    assert isinstance(options, SwiftOptions)
    assert options.password.reveal() == read


@pytest.mark.parametrize("name", SECRETS)
def test_every_secret_can_come_from_a_file(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("postgresql://db/dds\n" if name == "DATABASE_URL" else HIDDEN + "\n")
    load({**environment_with(name), name: "", f"{name}_FILE": str(file)}, var=tmp_path)


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_given_twice_is_a_fault(name: str, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text(KEY)
    environ = environment_with(name)
    assert faults({**environ, name: KEY, f"{name}_FILE": str(file)}, tmp_path) == [
        f"{name} and {name}_FILE must not both be set"
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "is to come from a file that cannot be read: No such file or directory"),
        (b"", "is to come from a file, which is empty"),
        (b"\n", "is to come from a file, which is empty"),
        (b"\xff\xfe", "is to come from a file, which is not a text in UTF-8"),
    ],
)
def test_a_file_without_a_secret_is_a_fault(
    content: bytes | None, fault: str, tmp_path: Path
) -> None:
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    environ = {**SWIFT, "SECRET_KEY_BASE": "", "SECRET_KEY_BASE_FILE": str(file)}
    assert faults(environ, tmp_path) == [f"SECRET_KEY_BASE {fault}"]


@pytest.mark.parametrize("environ", [SWIFT, KEYSTONE, CREDENTIAL], ids=["swift", "user", "other"])
def test_settings_show_no_secret(environ: dict[str, str], tmp_path: Path) -> None:
    database = {"DATABASE_URL": f"postgresql://me:{HIDDEN}@db/dds"}
    secrets = {name: HIDDEN for name in SECRETS if name in environ}
    settings = load({**environ, **secrets, **database}, var=tmp_path)
    assert HIDDEN not in f"{settings} {settings!r}"
    with pytest.raises(TypeError):
        pickle.dumps(settings)


@pytest.mark.parametrize("name", [*documented(KINDS), *(f"{name}_FILE" for name in SECRETS)])
def test_no_fault_repeats_a_value_whatever_variable_it_was_put_in(
    name: str, tmp_path: Path
) -> None:
    misplaced = "http://" + HIDDEN + "@\x00/"
    base = environment_with(name)
    environ = {**base, "DDS_PORT": "x", "SWIFT_USER": "", "OS_USERNAME": "", name: misplaced}
    with pytest.raises(ConfigurationError) as caught:
        load(environ, var=tmp_path)
    assert HIDDEN not in "".join(traceback.format_exception(caught.value))
    assert HIDDEN not in repr(caught.value)


def test_a_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    var = tmp_path / "new" / "var"
    made = load({}, var=var).secret_key_base
    file = var / "secret_key_base"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(made.reveal()) == 64
    assert load({}, var=var).secret_key_base == made
    assert [path.name for path in var.iterdir()] == ["secret_key_base"]


def test_a_given_key_makes_none(tmp_path: Path) -> None:
    assert load({"SECRET_KEY_BASE": KEY}, var=tmp_path).secret_key_base.reveal() == KEY
    assert list(tmp_path.iterdir()) == []


def test_faulty_settings_make_no_key(tmp_path: Path) -> None:
    assert faults({"DDS_PORT": "x"}, tmp_path) == ["DDS_PORT must be an integer from 1 to 65535"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "environ",
    [{**SWIFT, "SECRET_KEY_BASE": ""}, {"DATABASE_URL": "postgresql://db/dds"}],
    ids=["swift", "postgresql"],
)
def test_no_key_is_made_where_other_hosts_may_need_the_same(
    environ: dict[str, str], tmp_path: Path
) -> None:
    assert faults(environ, tmp_path) == [
        "SECRET_KEY_BASE must be set, unless the database is SQLite and all storage is on this"
        " machine"
    ]
    assert list(tmp_path.iterdir()) == []


def test_processes_that_start_at_once_get_the_same_key(tmp_path: Path) -> None:
    # All wait on the pipe, so that they look for the key in the same moment.
    program = (
        "import sys; from pathlib import Path; from dds_upload.bootstrap.settings import load;"
        "print('ready', flush=True); sys.stdin.read();"
        "print(load({}, var=Path(sys.argv[1])).secret_key_base.reveal())"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "var")]
    starting = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    for process in starting:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        assert process.stdin
        process.stdin.flush()
        process.stdin.close()
        process.stdin = None  # communicate() would flush it once more
    keys = {process.communicate(timeout=30)[0].strip() for process in starting}
    assert keys == {(tmp_path / "var" / "secret_key_base").read_text().strip()}


def test_a_key_that_appears_meanwhile_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "secret_key_base"
    file.write_text(KEY)
    secret_key._make(file)
    assert file.read_text() == KEY
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("content", [b"", b"short", b"\xff" * 64])
def test_a_spoiled_key_file_is_a_fault(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "secret_key_base"
    file.write_bytes(content)
    assert faults({}, tmp_path) == [f"{file} must hold at least 32 characters"]


@pytest.mark.parametrize("below", ["", "var", "var/deep"])
def test_a_file_where_a_folder_has_to_be_is_a_fault(below: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert faults({}, file / below) == [f"{file} has to be a folder, and is none"]


def test_a_link_to_nowhere_where_a_folder_has_to_be_is_a_fault(tmp_path: Path) -> None:
    link = tmp_path / "var"
    link.symlink_to(tmp_path / "nowhere" / "deep")
    assert faults({}, link) == [f"{link} has to be a folder, and is none"]


def test_a_folder_that_the_machine_does_not_make_is_a_fault() -> None:
    assert faults({}, Path("/proc/var")) == ["/proc/var cannot be made: No such file or directory"]
