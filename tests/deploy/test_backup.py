"""Backups are made and restored as docs/operations.md has it, in the right order and in the wrong.

Its commands are run as they stand there, with the paths and the database of the test.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree
from urllib.parse import urlsplit

import pytest

from tests.docs.markdown import section, text_of
from tests.house.client import Api, digest_of
from tests.house.fixtures import client
from tests.house.setting import SMALL, Lab, open_lab, settings_for
from tests.services.postgresql import PostgresServer
from tests.services.processes import clean_environment, run_to_end
from tests.uploads.audited import DATA, audited

OPERATIONS = text_of("docs/operations.md")

#: The name of the database there, and no part of a path.
NAME = re.compile(r"(?<![/\w])dds_upload(?![\w./])")


class Site:
    """A database, a storage beside it, and the service over both."""

    def __init__(self, folder: Path, url: str, backup: Path) -> None:
        self.folder, self.url, self.backup = folder, url, backup
        self.root = folder / "srv"
        self.root.mkdir(parents=True)
        (backup / "storage").mkdir(parents=True, exist_ok=True)

    def run(self, block: str, *, only: str = "") -> None:
        """The lines of a block of the chapter that begin with a word, or all."""
        for line in section(OPERATIONS, block).splitlines():
            if line.startswith(only):
                self._run(line)

    def _run(self, line: str) -> None:
        url = urlsplit(self.url)
        database = self.url.removeprefix("sqlite:///")
        command = line.replace("/var/lib/dds_upload/var/dds.db", database)
        command = command.replace("/srv/dds_upload", str(self.root))
        command = NAME.sub(url.path.lstrip("/"), command)
        command = command.replace("/backup/", f"{self.backup}/")
        env = clean_environment(PGHOST=url.hostname or "", PGPORT=str(url.port or ""))
        env |= {"PGUSER": url.username or "", "PATH": os.environ["PATH"]}
        done = run_to_end(["/bin/sh", "-ec", command], env=env, folder=self.folder)
        assert done.returncode == 0, (command, done.stderr)

    def open(self) -> Lab:
        environ = {**SMALL, "LOCAL_ROOT": str(self.root)}
        return open_lab(settings_for(self.url, self.folder, environ))


class Copies:
    """Makes copies of a site's two halves, each when the test says so."""

    def __init__(self, dump: Callable[[Site], None], empty: Callable[[Site], str]) -> None:
        self.dump = dump
        self._empty = empty

    @staticmethod
    def store(site: Site) -> None:
        site.run("backup", only="cp")

    def restored(self, site: Site) -> Site:
        """A new site with what the copies have."""
        folder = site.folder.with_name("new")
        new = Site(folder, self._empty(site), site.backup)
        if not new.url.startswith("sqlite"):
            new.run("restore", only="pg_restore")
        new.root.chmod(0o711)
        new.run("restore", only="cp")
        assert new.root.stat().st_mode & 0o777 == 0o711, "who may read the folder is as it was"
        return new


@pytest.fixture(params=["sqlite", "postgresql"])
def copies(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Copies:
    """Dumps of both kinds of database."""
    if request.param == "sqlite":
        return Copies(lambda it: it.run("backup of SQLite"), _sqlite_in_place)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    monkeypatch.setenv("PATH", f"{server.programs}:{os.environ['PATH']}")
    return Copies(lambda it: it.run("backup", only="pg_dump"), lambda it: server.create_database())


def _sqlite_in_place(site: Site) -> str:
    folder = site.folder.with_name("new-database")
    folder.mkdir()
    (folder / "dds.db").write_bytes((site.backup / "dds.db").read_bytes())
    return f"sqlite:///{folder}/dds.db"


@pytest.fixture
def site(
    request: pytest.FixtureRequest, copies: Copies, migrated_sqlite: Path, tmp_path: Path
) -> Site:
    """One that is new."""
    if "sqlite" in request.node.callspec.id:
        copytree(migrated_sqlite, tmp_path / "database")
        url = f"sqlite:///{tmp_path}/database/dds.db"
    else:
        url = request.getfixturevalue("migrated_postgresql").as_new()
    return Site(tmp_path / "old", url, tmp_path / "backup")


@pytest.fixture
def opened() -> Iterator[Callable[[Site], Lab]]:
    with ExitStack() as stack:

        def open_one(site: Site) -> Lab:
            lab = site.open()
            stack.callback(lab.close)
            return lab

        yield open_one


class Life:
    """What people do before the copies are made, between them and afterwards."""

    def __init__(self, lab: Lab) -> None:
        self.api = client(lab, "researcher")
        self.project = self.api.project()
        self.file, self.upload = self.stored(b"before: ")
        self.open = self.api.upload(self.project, len(DATA))
        self.api.send_chunk(self.open, 1, DATA[:100])

    def stored(self, begin: bytes, project: str | None = None) -> tuple[str, str]:
        """A file and its upload, of content of its own."""
        project = project or self.project
        upload = self.api.stored(project, begin + DATA, 100)
        return str(self.api.file(project, upload).json["id"]), upload

    def go_on(self) -> tuple[str, str]:
        """Between the copies: the open upload is completed, and a new project has a file."""
        self.api.send_chunk(self.open, 2, DATA[100:])
        self.api.complete(self.open, DATA)
        self.api.service.work()
        return self.stored(b"between: ", self.api.project("Rats"))

    def at(self, lab: Lab) -> Api:
        """The same person at the restored service."""
        return Api(lab, self.api.token)


def content(api: Api, file: str) -> bytes:
    return bytes(api.fetch(api.get(f"/files/{file}/url").json).content)


def test_the_database_first_loses_nothing_that_it_tells_of(
    site: Site,
    copies: Copies,
    opened: Callable[[Site], Lab],
    capsys: pytest.CaptureFixture[str],
) -> None:
    life = Life(opened(site))
    copies.dump(site)
    later, _ = life.go_on()
    copies.store(site)
    lab = opened(copies.restored(site))
    api = life.at(lab)
    assert content(api, life.file) == b"before: " + DATA
    api.get(f"/files/{later}", expect=404)
    assert audited(lab, capsys) == (0, [])

    # Its client finds the upload open again, where chunk 2 is stored already, and completes it.
    api.send_chunk(life.open, 2, DATA[100:])
    api.complete(life.open, DATA)
    lab.work()
    assert api.download(life.project, life.open).content == DATA

    lab.clock.forward(days=3)
    code, told = audited(lab, capsys, repair=True)
    assert code == 1
    assert told
    assert all(line.endswith("nothing refers to it") for line in told)
    assert audited(lab, capsys, content=True) == (0, [])
    assert content(api, life.file) == b"before: " + DATA


def test_the_storage_first_loses_what_came_between_and_names_it(
    site: Site,
    copies: Copies,
    opened: Callable[[Site], Lab],
    capsys: pytest.CaptureFixture[str],
) -> None:
    life = Life(opened(site))
    copies.store(site)
    later, upload = life.go_on()
    copies.dump(site)
    lab = opened(copies.restored(site))
    api = life.at(lab)
    assert content(api, life.file) == b"before: " + DATA
    signed = api.get(f"/files/{later}/url").json
    refused = api.fetch(signed)
    assert (refused.status_code, refused.json["reason_code"]) == (404, "content_missing")

    code, told = audited(lab, capsys, repair=True)
    assert code == 1
    assert {line.split()[2].split("/")[1].rstrip(":") for line in told} == {upload, life.open}
    assert {line.rpartition(": ")[2] for line in told} == {"missing"}
    assert api.status(upload)["error_message"].endswith("send them again: 1, 2")
    assert api.status(life.open)["error_message"].endswith("send them again: 2")
    assert audited(lab, capsys)[0] == 0
    api.get(f"/files/{later}/url", expect=400)

    sent = b"between: " + DATA
    for number, chunk in enumerate((sent[:100], sent[100:]), 1):
        api.send(api.offer(upload, number, len(chunk), **digest_of(chunk)).json, chunk)
    lab.clock.forward(minutes=1)
    lab.work()
    assert content(api, later) == sent
    assert content(api, life.file) == b"before: " + DATA
