"""Where settings come from: the files and keys of DukeDSClient, variables, flags."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from dds_client.commands.options import fill
from dds_client.commands.parser import build_parser
from dds_client.errors import UsageError
from dds_client.settings.settings import Settings, load, read_file, write_file
from dds_client.wire.session import Credentials


def parsed(*words: str, **environ: str) -> argparse.Namespace:
    found = build_parser().parse_args(words)
    fill(found, environ)
    return found


def configured(path: Path, text: str) -> dict[str, str]:
    path.write_text(text)
    return {"DDSCLIENT_CONF": str(path)}


def test_the_keys_of_the_file_are_those_of_dukedsclient(tmp_path: Path) -> None:
    environ = configured(
        tmp_path / "conf",
        "url: http://dds.example/api/v1\nuser_key: u\nagent_key: a\nupload_workers: 3\n"
        "upload_bytes_per_chunk: 20MB\nget_page_size: 50\nstorage_provider_id: s\n",
    )
    found = load(environ)
    assert (found.url, found.credentials.user_key) == ("http://dds.example/api/v1", "u")
    assert (found.upload_jobs, found.page_size, found.provider) == (3, 50, "s")
    assert found.chunk_size == 20 * 2**20


def test_a_token_can_come_from_the_environment(tmp_path: Path) -> None:
    environ = configured(tmp_path / "conf", "url: http://dds.example\n")
    found = load({**environ, "DUKE_DATA_SERVICE_AUTH": "token"})
    assert found.credentials.token == "token"
    assert "token'" not in repr(found)


def test_without_a_file_it_is_said_what_to_do() -> None:
    with pytest.raises(UsageError, match="run `dds login`"):
        load({"DDSCLIENT_CONF": "/nowhere/at/all"})


@pytest.mark.parametrize("text", ["just words", "- a list", "a: [", "url: ftp://x"])
def test_a_file_that_says_nothing_useful_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UsageError):
        load(configured(tmp_path / "conf", text))


def test_a_file_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    own = tmp_path / ".ddsclient"
    own.write_text("url: http://dds.example\n")
    own.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        load({})
    assert load({}, allow_open_file=True).url == "http://dds.example/api/v1"


def test_what_is_written_keeps_the_rest_and_is_closed_to_others(tmp_path: Path) -> None:
    own = tmp_path / "conf"
    own.write_text("upload_workers: 3\nauth: old\n")
    write_file(own, {"url": "http://dds.example", "auth": None})
    assert read_file(own) == {"upload_workers": 3, "url": "http://dds.example"}
    assert own.stat().st_mode & 0o777 == 0o600


def test_a_bare_host_gets_the_path_of_the_api() -> None:
    for url in ("https://dds.example", "https://dds.example/", "https://dds.example/api/v1"):
        assert Settings(url, Credentials()).url == "https://dds.example/api/v1"
    with pytest.raises(UsageError, match="password"):
        Settings("https://me:secret@dds.example", Credentials())


def test_every_flag_has_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    found = parsed(
        "upload",
        "x",
        DDS_PROJECT_NAME="Mice",
        DDS_JOBS="3",
        DDS_RETRY_FOR="24h",
        DDS_DRY_RUN="true",
        DDS_JSON="1",
        DDS_QUIET="no",
    )
    assert (found.project_name, found.jobs, found.retry_for) == ("Mice", 3, 86400)
    assert (found.dry_run, found.json, found.quiet) == (True, True, False)


def test_a_flag_wins_over_its_variable_and_over_those_it_excludes() -> None:
    found = parsed("info", "-i", "some-id", "--jobs", "2", DDS_PROJECT_NAME="Mice", DDS_JOBS="3")
    assert (found.project_id, found.project_name, found.jobs) == ("some-id", None, 2)


def test_a_variable_that_makes_no_sense_is_named() -> None:
    with pytest.raises(UsageError, match="DDS_JOBS: 'many' is no number"):
        parsed("list", DDS_JOBS="many")


def test_a_repeated_flag_has_a_line_a_value() -> None:
    assert parsed("download", DDS_INCLUDE="/a b\n/c").include == ["/a b", "/c"]
    assert parsed("download", "--include", "/a", "--include", "/b").include == ["/a", "/b"]
